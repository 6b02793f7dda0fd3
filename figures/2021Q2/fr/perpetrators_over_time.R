library(ggplot2)
data <- read.csv("perpetrators_over_time.csv")
ggplot(data, aes(period, value, colour = label_fr, shape = inclusion)) + geom_point()
