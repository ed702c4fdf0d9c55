META
key;value
description;Every project takes as many hours and is wanted by as many: the lot alone decides
country;none
unit;Millbrook
instance;2026
num_projects;6
num_votes;6
budget;35
vote_type;approval
rule;equalshares
min_length;1
max_length;6
PROJECTS
project_id;cost;votes;name
1;10;2;Street 1
2;10;2;Street 2
3;10;2;Street 3
4;10;2;Street 4
5;10;2;Street 5
6;10;2;Street 6
VOTES
voter_id;vote
1;1,2
2;2,3
3;3,4
4;4,5
5;5,6
6;6,1
