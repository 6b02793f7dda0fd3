import pandas as pd, seaborn as sns
data = pd.read_csv("series.csv")
sns.relplot(data, x="period", y="value", hue="label_fr", style="inclusion")
