library(ggplot2)
data <- read.csv("sources.csv")
ggplot(data, aes(period, value, colour = label_fr, shape = inclusion)) + geom_point()
