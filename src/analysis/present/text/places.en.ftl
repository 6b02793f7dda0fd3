map-scale = 300 km
map-foot = Lambert azimuthal equal-area projection. The boundaries, names and designations shown imply no official endorsement; outline and river are coarse.
map-foot-groups = A hull marks cercles that the note reports together; its circle stands in their middle.
map-foot-region = Regions as before 2023, drawn round the seats of their cercles; circles stand in their middle.
map-foot-region_2023 = Regions as the reform of 2023 has them, drawn round the seats of the cercles of before; circles stand in their middle.
map-foot-seats = A circle stands at the seat of its cercle, not where an incident happened.
map-remainder = Not listed: { $number }
map-heading-share = Share of the
    acts listed (%)
map-heading-violations_and_abuses = Violations
    and abuses
map-heading-incidents = Security
    incidents
map-heading-acts = Acts
map-heading-lethal = Lethal incidents
map-lost = Not on the map: known
    to a region only { $region },
    to Mali only { $national }
map-areas-caption = { $subject } in Mali from { $period } by area, as public pages report the notes of the United Nations mission. Circles have areas in proportion to the figures, on the base of this list alone: lists of other quarters count other areas or units.
map-areas-alt = Map of Mali with circles for { $subject } by area, { $period }: { $list }.
map-events-title = { $number } lethal incidents in { $cercles } cercles of Mali, { $period }
map-events-caption = Lethal incidents in Mali from { $period } by cercle ({ $source }). Circles have areas in proportion to the number; the cercles with the most are named. An incident known only to its region is in no cercle.
map-events-alt = Map of Mali with circles for lethal incidents by cercle, { $period }: { $list }.
map-foot-rates = Shades: documented lethal incidents per 100,000 people of the census of 2009, drawn towards the mean of all places (empirical Bayes); many people have moved since.
map-rates-title = Highest smoothed rate in { $place }: { $rate } documented lethal incidents per 100,000 people, { $period }
map-rates-caption = Documented lethal incidents per 100,000 people (census of 2009), in Mali from { $period } ({ $source }), as shades in classes of equal ratio; white where none is documented, hatched where there is no data. Andéramboukane, Inékar and Tidermène are shaded with Ménaka, under which the census counted them. Circles have areas in proportion to the number of incidents.
map-rates-alt = Map of Mali with cercles shaded by the smoothed rate of documented lethal incidents per 100,000 people, { $period }; highest: { $list }.
key-rate = Per 100,000 people
key-none = none documented
key-under = under { $edge }
key-over = { $edge } and more
key-missing = no data
tiles-title = { $number } cercles with a lethal incident in { $period }, { $first } in { $start }
tiles-caption = Documented lethal incidents per 100,000 people (census of 2009, drawn towards the mean of all places) in eight quarters ({ $source }). One square for each of the 53 cercles, laid out to resemble the country; white where none is documented, hatched where the source does not reach. Andéramboukane, Inékar and Tidermène are shaded with Ménaka.
tiles-alt = Eight tile maps of Mali, one square for each cercle, shaded by rate; cercles with a lethal incident: { $list }.
null-gi = Rings: Gi*; null: the rates of persons killed lie over the places at random.
null-scan = Hull: scan; null: incidents fall in proportion to people (census of 2009).
tiles-quarter = Q{ $number } { $year }
hotspots-found = Red: cluster (scan)
hotspots-none = No cluster at the
    5 % level
hotspots-key = Ring: hot spot (Gi*); bold:
    also without the largest
    incident
hotspots-title = A cluster of lethal incidents in { $place }, { $period } (p = { $p })
hotspots-title-none = No cluster of lethal incidents beyond what people explain, { $period } (p = { $p })
hotspots-caption = Hot spots and clusters of lethal incidents in Mali, { $period } ({ $source }). Getis-Ord Gi* on persons killed per 100,000 people, two-sided, at a false discovery rate of 5 %, with and without the largest incident; Kulldorff’s circular scan of incidents, Monte Carlo p. Positions are seats of cercles.
hotspots-alt = { $title }. Map with circles for lethal incidents: { $list }.
spread-new = newly affected
spread-again = affected
spread-left = before, not now
spread-centre = weighted centre
spread-bars = Cercles with a lethal incident
spread-foot = Newly affected: no lethal incident in the eight quarters before. The line joins the weighted centres of the quarters, made from the seats of cercles.
spread-title = { $number } cercles with a lethal incident, { $period }
spread-caption = Cercles of Mali with a documented lethal incident in { $period }, those newly affected against the eight quarters before, those that had one in the quarter before and have none now, and the path of the incident-weighted centre ({ $source }).
spread-alt = Map of Mali with the cercles affected; number by quarter: { $list }.
