import pandas as pd, seaborn as sns
data = pd.read_csv("sources.csv")
sns.relplot(data, x="period", y="value", hue="label_en", style="inclusion")
