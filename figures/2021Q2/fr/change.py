import pandas as pd, seaborn as sns
data = pd.read_csv("change.csv")
sns.catplot(data, kind="bar", x="value", y="label_fr", hue="unit")
