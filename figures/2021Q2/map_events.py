import pandas as pd, seaborn as sns
data = pd.read_csv("map_events.csv")
sns.catplot(data, kind="bar", x="value", y="place", hue="unit")
