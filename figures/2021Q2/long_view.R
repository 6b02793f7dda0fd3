library(ggplot2)
data <- read.csv("long_view.csv")
ggplot(data, aes(period, value, colour = label_en, shape = inclusion)) + geom_point()
