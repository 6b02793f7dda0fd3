library(ggplot2)
data <- read.csv("map.csv")
ggplot(data, aes(value, label_fr, fill = unit)) + geom_col()
