META
key;value
description;Hours of the working groups in spring: 20 people, of whom 6 want what the others do not
country;none
unit;Millbrook
instance;2026
num_projects;6
num_votes;20
budget;60
vote_type;approval
rule;equalshares
min_length;1
max_length;6
PROJECTS
project_id;cost;votes;name
1;20;14;Repair evening
2;18;14;Playground
3;16;14;Street kitchen
4;14;9;Bicycle workshop
5;12;6;Reading aloud in Arabic
6;8;4;Allotment
VOTES
voter_id;vote
1;1,2,3,4
2;1,2,3,4
3;1,2,3,4
4;1,2,3,4
5;1,2,3,4
6;1,2,3,4
7;1,2,3,4
8;1,2,3,4
9;1,2,3,4
10;1,2,3
11;1,2,3
12;1,2,3
13;1,2,3
14;1,2,3
15;5,6
16;5,6
17;5,6
18;5,6
19;5
20;5
