//! Valid texts of every format, from which the changed ones are made.

pub(crate) const DAGITTY: [&str; 3] = [
    "dag {\nbb=\"0,0,1,1\"\nx [exposure,pos=\"0.1,0.2\"]\ny [outcome,pos=\"0.9,0.2\"]\nz [latent]\nx -> y\nz -> {x y}\nx <-> y [beta=0.5]\n}\n",
    "dagitty('dag{ a -> b <- c; \"d e\" -> b }')",
    "graph { a -> b -> c # remark\n /* more */ }",
];
pub(crate) const LAVAAN: [&str; 2] =
    ["# model\ny ~ x + a*z\nf =~ i1 + i2\nx ~~ z\n", "y ~ x; z ~ y + start(0.5)*x\nind := a*b\n"];
pub(crate) const BNLEARN: [&str; 2] = ["[A][S][T|A][L|S][B|S][D|B:E][E|T:L][X|E]", "[a b][c|a b]"];
pub(crate) const DOT: [&str; 2] = [
    "digraph { a -> b [label=\"x\"]; b -> {c d}; subgraph s { e } a [pos=\"1,2\"] }",
    "strict digraph \"g\" {\n rankdir=LR; \"a b\" -> c // remark\n }",
];
pub(crate) const GML: [&str; 2] = [
    "graph [\n directed 1\n node [ id 0 label \"a\" graphics [ x 1 y 2 ] ]\n node [ id 1 label \"b\" ]\n edge [ source 0 target 1 ]\n]",
    "graph[directed 1 node[id \"x\" label \"x\"]node[id \"y\" label \"y\"]edge[source \"x\" target \"y\"]]",
];
pub(crate) const NODE_LINK: [&str; 2] = [
    "{\"directed\": true, \"multigraph\": false, \"graph\": {}, \"nodes\": [{\"id\": \"a\"}, {\"id\": \"b\"}], \"links\": [{\"source\": \"a\", \"target\": \"b\"}]}",
    "{\"nodes\": [{\"id\": 1, \"name\": \"x\"}, {\"id\": 2}], \"edges\": [{\"source\": 1, \"target\": 2, \"weight\": 0.5}]}",
];
pub(crate) const BIF: [&str; 2] = [
    "network unknown {\n}\nvariable a {\n type discrete [ 2 ] { yes, no };\n}\nvariable b {\n type discrete [ 3 ] { <5, 5-12, 12+ };\n}\nprobability ( a ) {\n table 0.2, 0.8;\n}\nprobability ( b | a ) {\n (yes) 0.1, 0.2, 0.7;\n (no) 0.3, 0.3, 0.4;\n}\n",
    "// Bayesian network\nnetwork \"x\" { property \"credit\"; }\nvariable \"a\" { //2 values\n type discrete[2] { \"t\" \"f\" };\n property \"position = (1, 2)\" ;\n}\nvariable \"b\" { type discrete[2] { \"t\" \"f\" }; }\nprobability ( \"a\" ) { table 0.5 0.5; }\nprobability ( \"b\" \"a\" ) { table 0.1 0.4 0.9 0.6; }\n",
];
pub(crate) const XMLBIF: [&str; 1] = [
    "<?xml version=\"1.0\"?>\n<BIF VERSION=\"0.3\"><NETWORK><NAME>n</NAME>\n<VARIABLE TYPE=\"nature\"><NAME>a</NAME><OUTCOME>t</OUTCOME><OUTCOME>f</OUTCOME><PROPERTY>position = (1,2)</PROPERTY></VARIABLE>\n<VARIABLE TYPE=\"nature\"><NAME>b</NAME><OUTCOME>t</OUTCOME><OUTCOME>f</OUTCOME></VARIABLE>\n<DEFINITION><FOR>a</FOR><TABLE>0.2 0.8</TABLE></DEFINITION>\n<DEFINITION><FOR>b</FOR><GIVEN>a</GIVEN><TABLE>0.1 0.9 0.4 0.6</TABLE></DEFINITION>\n</NETWORK></BIF>",
];
pub(crate) const NET: [&str; 1] = [
    "net { node_size = (80 40); }\nnode a { states = (\"t\" \"f\"); position = (1 2); label = \"A\"; }\nnode b { states = (\"t\" \"f\"); }\npotential ( a ) { data = ( 0.2 0.8 ); }\npotential ( b | a ) { data = ((0.1 0.9) (0.4 0.6)); }\n",
];
pub(crate) const SMALL: &str = "dag { a -> c b -> c }";
pub(crate) const EXPRESSIONS: [&str; 3] = [
    "if(a = \"yes\" and not (b = \"no\"), 2.5e-3, -1) * max(1, 2) ^ 2",
    "clamp(logistic(0.5) + exp(-1) / 3, 0, 1) - round(2.4)",
    "if(`a` != \"no\" or 1 < 2, sqrt(4), abs(-3)) # remark",
];
pub(crate) const INTERVENTIONS: [&str; 5] = [
    "a = yes",
    "c += 2.5",
    "c := if(a = \"yes\", c, 0)",
    "a ~ {yes: 0.3, no: 0.7}",
    "\"c\" = -1e3",
];
pub(crate) const QUERIES: [&str; 4] = [
    "P(dysp | do(smoke=yes), asia=no)",
    "P(HR, CO)",
    "P(dysp[smoke=no] = yes | smoke=yes, dysp=yes)",
    "P(\"a b\" = \"x\" | c = \"y, z\")",
];
