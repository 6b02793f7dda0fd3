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
