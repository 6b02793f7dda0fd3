library(ggplot2)
data <- read.csv("eight_quarters.csv")
ggplot(data, aes(period, value, colour = label_en, shape = inclusion)) + geom_point()
