library(ggplot2)
data <- read.csv("change.csv")
ggplot(data, aes(value, label_en, fill = unit)) + geom_col()
