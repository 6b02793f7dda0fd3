library(ggplot2)
data <- read.csv("alleged_perpetrators.csv")
ggplot(data, aes(value, label_fr, fill = unit)) + geom_col()
