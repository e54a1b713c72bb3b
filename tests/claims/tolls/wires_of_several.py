"""Sentences that count several groups of people: joined to each other, parts of each other, or told behind one another."""

TOLLS: list[tuple[str, dict[str, tuple[int, str] | None]]] = [
    # a family, a crew
    ("A family of nine was wiped out when a bomb hit their house in Gaza.", {"killed": (9, "exact")}),
    ("Shells killed a family of five and two of their guests in Aleppo.", {"killed": (7, "exact")}),
    ("A crew of 11 went missing after a missile sank their boat.", {"missing": (11, "exact")}),
    # ages are no people, in a list neither
    ("Three brothers, aged 9, 12 and 15, were killed by a mortar.", {"killed": (3, "exact")}),
    ("Two boys, aged 14 and 16, were shot dead by soldiers in Jenin.", {"killed": (2, "exact")}),
    # words about a person between commas
    ("The raid killed Abu Qasim, a senior rebel commander, and two of his bodyguards.", {"killed": (3, "exact")}),
    ("Oleh Tkach, who taught at a drone school, was killed at the front on Monday.", {"killed": (1, "exact")}),
    ("The raid killed Hassan Nouri, a rebel commander.", {"killed": (1, "exact")}),
    ("A suicide bomber killed himself and seven others at a checkpoint in Kano.", {"killed": (8, "exact")}),
    ("A suicide bomber killed himself and wounded four policemen.", {"killed": (1, "exact"), "wounded": (4, "exact")}),
    # parts and wholes
    ("Four of the seven people killed in the shelling were nurses.", {"killed": (7, "exact")}),
    ("Four of the seven hostages were killed in the raid.", {"killed": (4, "exact")}),
    ("Women were among the 19 people killed when a rocket hit a bus in Kherson.", {"killed": (19, "exact")}),
    ("Five out of 31 people injured in the attack died of their wounds.", {"killed": (5, "exact"), "wounded": (31, "exact")}),
    (
        "Some 30 people were hurt, nine of them badly, and two killed in the rocket attack.",
        {"wounded": (30, "about"), "killed": (2, "exact")},
    ),
    # up to now
    ("At least 210 people have been killed in fighting in Ituri in the past three months.", {"killed": (210, "at_least")}),
    ("More than 900 civilians have been killed in Ukraine since January, the UN said.", {"killed": (900, "more_than")}),
    ("The conflict has killed more than 90,000 people.", {"killed": (90_000, "more_than")}),
    # other words
    ("Car bomb kills 'at least' nine in Baghdad market", {"killed": (9, "at_least")}),
    ("Six soldiers fell in the fighting near Bakhmut.", {"killed": (6, "exact")}),
    ("Islamic extremists killed at least 17 at a hotel, including four attackers.", {"killed": (17, "at_least")}),
    (
        "Gunmen ambushed a patrol, killing three men and carrying off a fourth.",
        {"killed": (3, "exact"), "captured": (1, "exact")},
    ),
    ("Limpet mines holed a tanker, killing a stoker; a third device failed to go off.", {"killed": (1, "exact")}),
    ("Rockets fell on the market, hitting at least five people.", {"killed": None, "wounded": None}),
    # others told along with somebody
    ("A drone strike killed senior al-Qaeda leader Abu Salim and three others.", {"killed": (4, "exact")}),
    ("General Qassem was killed together with four aides in the strike.", {"killed": (5, "exact")}),
    ("A shell killed a farmer along with his two sons.", {"killed": (3, "exact")}),
    ("Jihadists seized a dozen villagers and killed two.", {"captured": (12, "exact"), "killed": (2, "exact")}),
    ("Ten injured in the attack died of their wounds, Adam Saleh, a nurse, said.", {"wounded": None}),
    ("Suspected separatists killed a priest and abducted nine others.", {"killed": (1, "exact"), "captured": (9, "exact")}),
    ("An ambulance driver said 12 people were killed in the attack on the hotel.", {"killed": (12, "exact")}),
    ("The navy killed 12 Tamil Tiger rebels in a battle at sea.", {"killed": (12, "exact")}),
    ("Overturned chairs filled the hotel after an attack by extremists that killed nine.", {"killed": (9, "exact")}),
]

NO_TOLLS = [
    "The alert did not mention the killing of the Iranian commander.",
    "Gunmen fired at the consulate and fled when marines shot back; no one was hit.",
    "A lorry with failed brakes rammed a checkpoint and killed eight soldiers.",
    "A conflict of interest is said to have killed the deal.",
    "The embassy is aware of threats to target civilians for kidnapping.",
    "Eight killed, 12 injured as bus overturns in Balochistan",
    "Attacks in two provinces died down after the truce.",
    "Two soldiers died when their lorry rolled over during a training exercise.",
    "A fragment of a shell fell on a girl's bed, killing the family's cat.",
]
