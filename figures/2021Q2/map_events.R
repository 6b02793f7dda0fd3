library(ggplot2)
data <- read.csv("map_events.csv")
ggplot(data, aes(value, place, fill = unit)) + geom_col()
