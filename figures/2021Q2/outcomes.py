import pandas as pd, seaborn as sns
data = pd.read_csv("outcomes.csv")
sns.catplot(data, kind="bar", x="value", y="label_en", hue="unit")
