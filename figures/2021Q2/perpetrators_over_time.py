import pandas as pd, seaborn as sns
data = pd.read_csv("perpetrators_over_time.csv")
sns.relplot(data, x="period", y="value", hue="label_en", style="inclusion")
