#include "corpus/generate/words.h"

#define LIST(array)                                                                                \
    {                                                                                              \
        (array), sizeof(array) / sizeof(array)[0]                                                  \
    }

/* Running lines, many words each, are easier to read and to change than one word a line. */
/* clang-format off */

static const char *const nouns[] = {
    "government", "report", "plan", "official", "company", "country", "group", "party",
    "leader", "decision", "law", "market", "city", "vote", "agreement", "deal", "court",
    "worker", "union", "committee", "member", "election", "campaign", "statement", "claim",
    "charge", "case", "issue", "problem", "question", "change", "policy", "programme",
    "project", "service", "system", "office", "agency", "department", "centre", "school",
    "hospital", "station", "road", "bridge", "building", "house", "street", "region",
    "province", "district", "border", "village", "neighbour", "family", "student", "teacher",
    "doctor", "nurse", "patient", "driver", "owner", "resident", "visitor", "customer",
    "voter", "farmer", "soldier", "officer", "judge", "lawyer", "journalist", "reporter",
    "editor", "reader", "source", "document", "letter", "record", "figure", "number", "rate",
    "price", "cost", "budget", "tax", "cut", "increase", "rise", "fall", "loss", "profit",
    "payment", "loan", "debt", "fund", "bond", "share", "bank", "investor", "trader", "buyer",
    "seller", "supplier", "partner", "rival", "critic", "supporter", "opponent", "ally",
    "president", "parliament", "chamber", "cabinet", "ministry", "council", "assembly",
    "commission", "panel", "tribunal", "jury", "verdict", "sentence", "appeal", "hearing",
    "trial", "inquiry", "investigation", "search", "arrest", "raid", "protest", "march",
    "rally", "strike", "dispute", "conflict", "disaster", "emergency", "accident", "incident",
    "attack", "threat", "warning", "delay", "closure", "opening", "ceremony", "anniversary",
    "festival", "weekend", "evening", "morning", "season", "winter", "summer", "century",
    "decade", "visit", "trip", "tour", "meeting", "summit", "conference", "session", "debate",
    "speech", "interview", "answer", "proposal", "offer", "bid", "contract", "order", "rule",
    "limit", "ban", "permit", "licence", "standard", "measure", "step", "move", "effort",
    "attempt", "test", "study", "survey", "poll", "result", "outcome", "effect", "reason",
    "purpose", "target", "goal", "chance", "risk", "danger", "fear", "hope", "view",
    "opinion", "concern", "doubt", "complaint", "demand", "request", "response", "reaction",
    "comment", "promise", "pledge", "warrant", "refund", "invoice", "ledger", "archive",
    "bulletin", "headline", "column"};

static const char *const verbs[] = {
    "announce", "approve", "reject", "delay", "review", "support", "oppose", "consider",
    "discuss", "present", "publish", "release", "suspend", "cancel", "reopen", "close",
    "open", "expand", "reduce", "increase", "raise", "lower", "limit", "ban+", "restrict",
    "permit+", "allow", "order", "demand", "request", "welcome", "criticise", "praise",
    "attack", "defend", "protect", "threaten", "question", "challenge", "accept", "refuse",
    "sign", "finish", "start", "launch", "complete", "abandon", "extend", "shorten", "plan+",
    "prepare", "organise", "cover", "report", "describe", "explain", "mention", "confirm",
    "deny", "dismiss", "ignore", "answer", "address", "handle", "manage", "direct", "control",
    "monitor", "watch", "track", "follow", "chase", "block", "stop+", "halt", "disrupt",
    "damage", "destroy", "repair", "replace", "restore", "rebuild", "renew", "improve",
    "test", "examine", "inspect", "check", "measure", "count", "estimate", "calculate",
    "predict", "expect", "warn", "alert", "inform", "advise", "urge", "press", "push", "pull",
    "move", "transfer", "deliver", "ship+", "import", "export", "produce", "supply",
    "purchase", "acquire", "borrow", "finance", "fund", "sponsor", "reward", "fine", "punish",
    "sanction", "charge", "accuse", "convict", "detain", "arrest", "jail", "free", "rescue",
    "help", "assist", "join", "visit", "enter", "cross", "reach", "pass", "approach",
    "pursue", "drop+", "scrap+", "trim+", "bar+", "grab+", "carry", "bury", "study", "deploy",
    "employ", "hire", "sack", "recruit", "train", "educate", "appoint", "nominate", "elect",
    "endorse", "back", "unveil", "reveal", "uncover", "conceal", "leak", "air", "screen",
    "stage", "host", "award", "honour", "celebrate", "mark", "remember", "record", "register",
    "list", "name", "blame", "regret", "mourn", "resist", "fear"};

static const char *const adjectives[] = {
    "new", "former", "local", "national", "public", "private", "foreign", "federal",
    "regional", "central", "senior", "major", "main", "leading", "political", "economic",
    "financial", "military", "social", "legal", "independent", "recent", "early", "late",
    "final", "annual", "monthly", "weekly", "daily", "long", "short", "large", "small",
    "high", "low", "strong", "weak", "serious", "minor", "critical", "urgent",
    "controversial", "popular", "unpopular", "secret", "official", "temporary", "permanent",
    "modest", "sharp", "steep", "sudden", "gradual", "steady", "rapid", "slow", "quiet",
    "tense", "angry", "nervous", "cautious", "confident", "hopeful", "doubtful", "bitter",
    "warm", "cold", "dry", "wet", "heavy", "light", "old", "young", "modern", "ancient",
    "historic", "rural", "urban", "coastal", "northern", "southern", "eastern", "western",
    "narrow", "broad", "empty", "crowded", "costly", "cheap", "expensive", "generous",
    "cruel", "fair", "unfair", "joint", "separate", "common", "rare", "unusual", "normal",
    "extra", "missing", "vacant", "broken", "damaged", "ruined", "restored", "renewed",
    "planned", "proposed", "draft", "rival", "friendly", "hostile", "neutral", "clear",
    "vague", "detailed", "brief", "lengthy", "complex", "simple", "technical", "scientific",
    "medical", "digital", "industrial", "commercial", "agricultural", "environmental",
    "constitutional", "criminal", "civil", "fiscal", "global"};

static const char *const adverbs[] = {
    "again", "yesterday", "overnight", "quickly", "slowly", "sharply", "publicly",
    "privately", "formally", "quietly", "openly", "repeatedly", "briefly", "finally",
    "recently", "narrowly", "unanimously", "unexpectedly", "reluctantly", "abruptly",
    "immediately", "eventually", "gradually", "partly", "fully", "largely", "temporarily",
    "permanently", "twice", "overwhelmingly"};

static const char *const roles[] = {
    "spokesman", "spokeswoman", "minister", "mayor", "governor", "analyst", "economist",
    "lawyer", "director", "chairman", "chairwoman", "deputy", "envoy", "ambassador",
    "inspector", "sergeant", "professor", "researcher", "coach", "captain", "manager",
    "engineer", "inspector-general", "whistle-blower", "vice-president", "co-founder",
    "commissioner", "prosecutor", "treasurer", "secretary", "auditor", "historian", "trustee"};

static const char *const compounds[] = {
    "long-awaited", "state-owned", "high-speed", "so-called", "short-term", "long-term",
    "last-minute", "record-breaking", "two-year", "three-day", "well-known",
    "government-backed", "cross-border", "low-cost", "high-profile", "large-scale",
    "first-time", "part-time", "full-time", "old-fashioned", "hard-won", "far-reaching",
    "world-class", "co-operative", "re-elected", "anti-corruption", "pro-government",
    "non-profit", "self-styled", "U.S.-led", "Anglo-Dutch", "door-to-door", "day-to-day",
    "ill-fated", "much-delayed", "oil-rich", "land-locked", "war-torn", "debt-laden"};

static const char *const first_names[] = {
    "Maria", "John", "Anna", "David", "Elena", "Peter", "Sofia", "James", "Fatima", "Omar",
    "Laura", "Michael", "Irina", "Carlos", "Aisha", "Thomas", "Nadia", "Robert", "Ingrid",
    "Daniel", "Mei", "Paul", "Olga", "Samuel", "Priya", "Mark", "Helga", "Ivan", "Leila",
    "George", "Carmen", "Ahmed", "Yuki", "Henrik", "Zoë", "Andrés", "François", "Jürgen",
    "Chloé", "Søren", "Łukasz", "Ayşe", "Björn", "Nuño", "Dauren", "Aigerim", "Kwame",
    "Adaeze", "Ravi", "Lucía", "Stephen", "Grace", "Victor", "Rosa", "Hiro", "Miriam",
    "Tomás", "Agnès"};

static const char *const cities[] = {
    "London", "Washington", "Moscow", "Paris", "Beijing", "Berlin", "New York", "Brussels",
    "Tokyo", "Geneva", "Madrid", "Rome", "Delhi", "Cairo", "Istanbul", "Ankara", "Almaty",
    "Nur-Sultan", "Vienna", "Athens", "Lagos", "Nairobi", "Sydney", "Toronto", "Mexico City",
    "São Paulo", "Buenos Aires", "Santiago", "Lima", "Bogotá", "Caracas", "Havana", "Seoul",
    "Jakarta", "Manila", "Bangkok", "Hanoi", "Singapore", "Karachi", "Dhaka", "Kabul",
    "Tehran", "Baghdad", "Riyadh", "Doha", "Dubai", "Beirut", "Amman", "Tunis", "Algiers",
    "Rabat", "Accra", "Dakar", "Kinshasa", "Luanda", "Harare", "Johannesburg", "Cape Town",
    "Addis Ababa", "Khartoum", "Warsaw", "Prague", "Budapest", "Bucharest", "Sofia",
    "Belgrade", "Zagreb", "Kyiv", "Minsk", "Vilnius", "Riga", "Tallinn", "Helsinki",
    "Stockholm", "Oslo", "Copenhagen", "Reykjavík", "Dublin", "Edinburgh", "Cardiff",
    "Lisbon", "Zürich", "Munich", "Hamburg", "Milan", "Marseille", "Lyon", "Barcelona",
    "Málaga", "Gdańsk", "Kraków", "Tbilisi", "Yerevan", "Baku", "Tashkent", "Bishkek",
    "Dushanbe", "Port-au-Prince", "Guadalajara", "Montréal", "Chicago", "Houston",
    "Los Angeles", "Perth", "Auckland", "Suva"};

static const char *const acronyms[] = {
    "U.N.", "NATO", "U.S.", "E.U.", "I.M.F.", "W.H.O.", "OPEC", "C.S.T.O.", "AT&T", "B&Q",
    "UNESCO", "F.B.I.", "W.T.O.", "O.E.C.D.", "G7", "R&D", "I.A.E.A.", "E.C.B.", "A.U.",
    "ASEAN", "FIFA", "I.O.C.", "N.G.O.", "T.U.C."};

static const char *const sources[] = {
    "The Harbour Courier", "Northern Wire", "Meridian Press Agency", "The Daily Lantern",
    "Evening Ledger", "The Prairie Post", "Capital Gazette & Mail", "Coastline News",
    "The Old Town Observer", "Union Telegraph", "Valley Sentinel", "Island Chronicle",
    "The Morning Compass", "Riverside Dispatch", "Continental News Service",
    "The Weekly Almanac"};

static const char *const prefixes[] = {
    "re", "over", "under", "counter", "pre", "post", "mis", "out", "sub", "inter", "super",
    "un"};

static const char *const elections_nouns[] = {
    "ballot", "candidate", "coalition", "constituency", "manifesto", "landslide", "turnout",
    "recount", "incumbent", "mandate", "primary", "senator", "delegate", "nominee",
    "referendum", "pollster", "majority", "minority", "seat", "rally-goer"};

static const char *const monetary_policy_nouns[] = {
    "inflation", "banker", "rate-setter", "currency", "yield", "reserve", "deposit",
    "governor", "dollar", "euro", "rouble", "forecast", "deficit", "surplus", "lender",
    "mortgage", "stimulus", "interest-rate", "bondholder", "quarter"};

static const char *const energy_nouns[] = {
    "pipeline", "refinery", "barrel", "crude", "gas", "oil", "tanker", "reactor", "turbine",
    "grid", "utility", "blackout", "well", "drilling", "exporter", "cartel", "output",
    "shipment", "coal", "plant"};

static const char *const aviation_nouns[] = {
    "airport", "airline", "runway", "flight", "passenger", "terminal", "pilot", "jet",
    "hangar", "carrier", "airspace", "luggage", "boarding", "engine", "cockpit", "airfare",
    "stopover", "charter", "landing"};

static const char *const football_nouns[] = {
    "goal", "striker", "midfielder", "penalty", "referee", "stadium", "league", "cup",
    "qualifier", "defender", "goalkeeper", "corner", "substitute", "derby", "fan", "kick-off",
    "transfer-fee", "header", "season-ticket", "relegation-battle"};

static const char *const tennis_nouns[] = {
    "set", "tie-break", "serve", "volley", "seed", "final", "semi-final", "racket",
    "baseline", "umpire", "grand-slam", "wildcard", "backhand", "forehand", "double", "fault",
    "match", "break-point", "champion", "clay-court"};

static const char *const unrest_nouns[] = {
    "protester", "crowd", "curfew", "barricade", "riot", "baton", "peacekeeper", "troop",
    "checkpoint", "detention", "looter", "grenade", "square", "uprising", "detainee",
    "convoy", "alert", "militia", "amnesty", "ringleader"};

static const char *const diplomacy_nouns[] = {
    "treaty", "embassy", "talk", "sanction", "ambassador", "negotiation", "ceasefire",
    "accord", "communique", "mediator", "bloc", "veto", "resolution", "envoy", "consulate",
    "visa", "alliance", "protocol", "observer", "peace-deal"};

static const char *const armed_conflict_nouns[] = {
    "shell", "rocket", "missile", "drone", "battalion", "front-line", "offensive",
    "bombardment", "trench", "artillery-unit", "casualty", "refugee", "tank", "brigade",
    "sniper", "siege", "corridor", "truce", "mine", "airstrike"};

static const char *const health_nouns[] = {
    "vaccine", "virus", "variant", "clinic", "ward", "infection", "dose", "symptom", "mask",
    "lockdown", "quarantine", "booster", "epidemic", "outbreak", "pharmacist", "ventilator",
    "drug", "surgeon", "tumour", "allergy"};

static const char *const climate_nouns[] = {
    "emission", "drought", "glacier", "flood", "wildfire", "heatwave", "reef", "forest",
    "carbon", "temperature", "storm", "hurricane", "sea-level", "wetland", "turbine-blade",
    "sensor", "ice-sheet", "monsoon", "cyclone", "heat-record"};

static const char *const space_nouns[] = {
    "rocket", "orbit", "satellite", "telescope", "astronaut", "launch-pad", "capsule",
    "lander", "galaxy", "comet", "probe", "crew", "docking", "antenna", "planet", "moon",
    "asteroid", "crater", "payload", "rover"};

static const char *const technology_nouns[] = {
    "software", "chip", "smartphone", "startup", "algorithm", "server", "hacker", "password",
    "platform", "browser", "update", "battery", "robot", "sensor", "factory", "user",
    "developer", "patent", "network", "data-centre"};

static const char *const crime_nouns[] = {
    "suspect", "burglary", "gang", "smuggler", "fraud", "detective", "weapon", "theft",
    "robbery", "prosecutor", "inmate", "prison", "cell", "bail", "defendant", "witness",
    "alibi", "homicide", "forgery", "ransom"};

static const char *const agriculture_nouns[] = {
    "wheat", "harvest", "crop", "tractor", "fertiliser", "grain", "cattle", "dairy", "turkey",
    "orchard", "vineyard", "irrigation-canal", "pesticide", "silo", "acre", "barn",
    "seedling", "poultry-farm", "herd", "rancher"};

static const char *const transport_nouns[] = {
    "train", "tram", "bus", "ferry", "commuter", "timetable", "ticket", "tunnel",
    "platform-edge", "lane", "cyclist", "motorway", "port", "harbour", "dock", "cargo",
    "container", "freight-yard", "lorry", "signal"};

static const char *const education_nouns[] = {
    "classroom", "pupil", "exam", "tuition", "campus", "professor", "curriculum", "degree",
    "scholarship", "kindergarten", "textbook", "graduate", "dormitory", "lecture", "lecturer",
    "headteacher", "playground", "grant", "term", "syllabus"};

static const char *const film_nouns[] = {
    "director", "actor", "actress", "premiere", "screenplay", "studio", "box-office",
    "trailer", "sequel", "documentary", "audience", "critic-prize", "award", "cinema",
    "camera", "script", "festival-jury", "scene", "producer", "stuntman"};

static const char *const music_nouns[] = {
    "orchestra", "violin", "pianist", "concert", "album", "singer", "choir", "conductor",
    "symphony", "opera", "ballad", "guitar", "tenor", "soprano", "encore", "rehearsal",
    "recording", "venue", "drummer", "band"};

static const char *const books_nouns[] = {
    "novel", "author", "publisher", "manuscript", "poet", "library", "bookshop", "memoir",
    "translation", "chapter", "biographer", "paperback", "essay", "thriller", "shortlist",
    "literary-prize", "sonnet", "archive-box", "preface", "edition"};

static const char *const labour_nouns[] = {
    "strike", "wage", "picket", "employer", "shop-steward", "overtime", "pension", "walkout",
    "negotiator", "foreman", "shift", "redundancy", "layoff", "contractor", "workplace",
    "apprentice", "ballot-paper", "pay-rise", "factory-gate", "sit-in"};

static const char *const housing_nouns[] = {
    "tenant", "landlord", "rent", "flat", "eviction", "tower-block", "developer",
    "mortgage-holder", "balcony", "roof", "planning-permit", "estate", "plot", "tenement",
    "cladding-panel", "lift", "stairwell", "lease", "squatter", "homeowner"};

static const char *const religion_nouns[] = {
    "church", "mosque", "bishop", "pope", "pilgrim", "shrine", "temple", "priest", "monk",
    "sermon", "cathedral", "imam", "rabbi", "parish", "blessing", "relic", "hymn",
    "congregation", "prayer", "cardinal"};

static const char *const obituaries_nouns[] = {
    "funeral", "widow", "memorial", "tribute", "career", "childhood", "legacy", "pioneer",
    "veteran", "eulogy", "burial", "founder", "mentor", "portrait", "biography", "nephew",
    "granddaughter", "scholar", "honour", "coffin"};

/* clang-format on */

const struct word_list word_nouns = LIST(nouns);
const struct word_list word_verbs = LIST(verbs);
const struct word_list word_adjectives = LIST(adjectives);
const struct word_list word_adverbs = LIST(adverbs);
const struct word_list word_roles = LIST(roles);
const struct word_list word_compounds = LIST(compounds);
const struct word_list word_first_names = LIST(first_names);
const struct word_list word_cities = LIST(cities);
const struct word_list word_acronyms = LIST(acronyms);
const struct word_list word_sources = LIST(sources);
const struct word_list word_prefixes = LIST(prefixes);

const struct topic topics[] = {
    {"elections", "Politics", LIST(elections_nouns)},
    {"monetary policy", "Business", LIST(monetary_policy_nouns)},
    {"energy", "Business", LIST(energy_nouns)},
    {"aviation", "Business", LIST(aviation_nouns)},
    {"football", "Sport", LIST(football_nouns)},
    {"tennis", "Sport", LIST(tennis_nouns)},
    {"unrest", "World", LIST(unrest_nouns)},
    {"diplomacy", "World", LIST(diplomacy_nouns)},
    {"armed conflict", "World", LIST(armed_conflict_nouns)},
    {"health", "Health", LIST(health_nouns)},
    {"climate", "Science", LIST(climate_nouns)},
    {"space", "Science", LIST(space_nouns)},
    {"technology", "Technology", LIST(technology_nouns)},
    {"crime", "Crime", LIST(crime_nouns)},
    {"agriculture", "Business", LIST(agriculture_nouns)},
    {"transport", "Local", LIST(transport_nouns)},
    {"education", "Local", LIST(education_nouns)},
    {"film", "Culture", LIST(film_nouns)},
    {"music", "Culture", LIST(music_nouns)},
    {"books", "Culture", LIST(books_nouns)},
    {"labour", "Business", LIST(labour_nouns)},
    {"housing", "Local", LIST(housing_nouns)},
    {"religion", "World", LIST(religion_nouns)},
    {"obituaries", "Obituaries", LIST(obituaries_nouns)},
};

const size_t topic_count = sizeof(topics) / sizeof(topics)[0];
