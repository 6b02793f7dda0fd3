library(ggplot2)
data <- read.csv("series.csv")
ggplot(data, aes(period, value, colour = label_en, shape = inclusion)) + geom_point()
