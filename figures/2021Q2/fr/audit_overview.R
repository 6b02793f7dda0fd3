library(ggplot2)
data <- read.csv("audit_overview.csv")
ggplot(data, aes(period, value, colour = label_fr, shape = inclusion)) + geom_point()
