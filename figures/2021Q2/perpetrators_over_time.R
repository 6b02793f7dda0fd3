library(ggplot2)
data <- read.csv("perpetrators_over_time.csv")
ggplot(data, aes(period, value, colour = label_en, shape = inclusion)) + geom_point()
