"""The words that things are classified by: the same lists in forms, filters, counts and goals.

Ids are stable and stored; labels are translated. Sources: the library barometer, the national library
statistics (DS/ISO 2789) and the agreement 2023-2026 (see ``docs/glossary.md``).
"""

from __future__ import annotations

from portal.core.errors import Says
from portal.core.text import _l

KINDS: dict[str, Says] = {
    "event": _l("Event"),
    "exhibition": _l("Exhibition"),
    "user_education": _l("User education"),
    "class_visit": _l("Class or day-care visit"),
    "community_meeting": _l("Meeting of a community"),
    "drop_in": _l("Drop-in"),
    "book_bus": _l("Ordinary book bus stop"),
    "online_only": _l("Online only"),
    "self_directed": _l("Self-directed offer"),
}
"""What an activity is to the statistics; rows that may not be summed."""

GENRES: dict[str, Says] = {
    "reading_circle": _l("Reading circle"),
    "shared_reading": _l("Shared reading"),
    "reading_aloud": _l("Reading aloud"),
    "author_event": _l("Meet an author"),
    "talk": _l("Talk"),
    "debate": _l("Debate"),
    "conversation": _l("Conversation and coffee"),
    "language_cafe": _l("Language café"),
    "music": _l("Music and singing"),
    "film": _l("Film"),
    "drama": _l("Theatre and performance"),
    "art": _l("Art"),
    "workshop_maker": _l("Workshop"),
    "creative_writing": _l("Writing"),
    "coding": _l("Coding and robots"),
    "gaming": _l("Screen games"),
    "board_games": _l("Board games and puzzles"),
    "handicraft": _l("Handicraft"),
    "repair_swap": _l("Repair and swap"),
    "genealogy_history": _l("Family and local history"),
    "nature_outdoor": _l("Nature and outdoors"),
    "movement": _l("Movement"),
    "tour": _l("Tour"),
    "it_help": _l("IT help"),
    "specialist_help": _l("Booked help from a specialist"),
    "homework_study": _l("Homework and study"),
    "exhibition": _l("Exhibition"),
    "reading_campaign": _l("Reading campaign"),
    "pop_up": _l("Pop-up"),
    "play": _l("Play and rhythm"),
    "theme_day": _l("Theme day"),
}
"""The form of an activity."""

THEMES: dict[str, Says] = {
    "literature": _l("Literature"),
    "language": _l("Language"),
    "reading_joy": _l("Joy of reading"),
    "learning": _l("Learning and knowledge"),
    "making": _l("Creating and making"),
    "digital_literacy": _l("Digital literacy"),
    "digital_tools": _l("Digital tools and resources"),
    "critical_thinking": _l("Critical thinking"),
    "democracy": _l("Democracy and conversation"),
    "wellbeing": _l("Wellbeing"),
    "health": _l("Health"),
    "social_ties": _l("Company"),
    "inclusion": _l("Room for everyone"),
    "sustainability": _l("Sustainability"),
    "nature": _l("Nature"),
    "local_history": _l("Local history"),
    "art_culture": _l("Art and culture"),
    "music_sound": _l("Music and sound"),
    "games": _l("Games"),
    "family": _l("Family life"),
    "science": _l("Science and technology"),
    "crafts": _l("Crafts"),
}
"""What it is about."""

AUDIENCES: dict[str, Says] = {
    "everyone": _l("Everyone"),
    "families": _l("Families"),
    "babies": _l("Babies with adults"),
    "children": _l("Children"),
    "youth": _l("Young people"),
    "young_adults": _l("Young adults"),
    "adults": _l("Adults"),
    "seniors": _l("Seniors"),
    "students": _l("Students"),
    "daycare_group": _l("Day-care groups"),
    "school_class": _l("School classes"),
    "newcomers": _l("New in Denmark"),
    "danish_learners": _l("People learning Danish"),
    "dyslexic_readers": _l("Dyslexic readers"),
    "disability": _l("People with disabilities"),
    "carers": _l("Relatives and carers"),
    "volunteers": _l("Volunteers"),
    "associations": _l("Associations"),
    "professionals": _l("Professionals"),
}
"""Whom the offer is made for: describes the offer, never a person."""

AGE_BANDS: dict[str, Says] = {
    "0-2": _l("0–2 years"),
    "3-5": _l("3–5 years"),
    "6-9": _l("6–9 years"),
    "10-12": _l("10–12 years"),
    "13-17": _l("13–17 years"),
    "18-29": _l("18–29 years"),
    "30-64": _l("30–64 years"),
    "65+": _l("65 years and over"),
    "accompanying": _l("Accompanying adults"),
}
"""The leaves of the band tree, youngest first, and accompanying adults."""

MODES: dict[str, Says] = {
    "physical": _l("On site"),
    "online": _l("Online"),
    "hybrid": _l("Both"),
}
"""Where people take part."""

FORMATS: dict[str, Says] = {
    "known_format": _l("Known format"),
    "new_format": _l("New format"),
}
"""Whether the form is tried for the first time."""

INITIATORS: dict[str, Says] = {
    "library": _l("The library"),
    "house_institution": _l("Another institution of the house"),
    "institution": _l("School, day-care or other institution"),
    "association": _l("Association"),
    "citizens": _l("Citizens"),
    "municipality": _l("The municipality"),
}
"""Who came with the idea."""

SIGNUP_MODES: dict[str, Says] = {
    "none": _l("No sign-up"),
    "per_session": _l("Sign-up for each date"),
}
"""How people come in."""

ORGANISATION_KINDS: dict[str, Says] = {
    "library": _l("Library"),
    "culture_institution": _l("Culture institution"),
    "municipal_unit": _l("Other municipal unit"),
    "adult_education_association": _l("Recognised voluntary association"),
    "evening_school": _l("Evening school"),
    "humanitarian_social": _l("Humanitarian or social association"),
    "local_history": _l("Local history association"),
    "residents_association": _l("Residents' association"),
    "choir_music": _l("Choir or music association"),
    "scouts": _l("Scout group"),
    "esports_club": _l("E-sports club"),
    "seniors_association": _l("Seniors' association"),
    "interest_association": _l("Interest association"),
    "faith_community": _l("Church or congregation"),
    "volunteer_centre": _l("Volunteer centre"),
    "daycare": _l("Day-care"),
    "school": _l("Primary and lower secondary school"),
    "youth_school": _l("Municipal youth school"),
    "upper_secondary": _l("Upper secondary school"),
    "vocational_school": _l("Vocational school"),
    "higher_education": _l("Higher education"),
    "informal_group": _l("Informal group of citizens"),
    "business": _l("Business"),
}
"""What an organisation is."""

PLACE_KINDS: dict[str, Says] = {
    "main_library": _l("Main library"),
    "branch": _l("Branch"),
    "book_bus": _l("Book bus"),
    "house_common_area": _l("Common area of the house"),
    "house_institution": _l("Another institution of the house"),
    "partner_venue": _l("Partner venue"),
    "school_daycare": _l("School or day-care"),
    "public_space": _l("Public space"),
    "association_house": _l("Association or village hall"),
    "online": _l("Online"),
}
"""What a place is; ``portal.places.rules`` derives from it what is decentral."""

ACCESS_FACTS: dict[str, Says] = {
    "step_free": _l("Step-free access"),
    "accessible_toilet": _l("Accessible toilet"),
    "access_described": _l("The access is described"),
    "lift": _l("Lift"),
    "hearing_loop_fixed": _l("Fixed hearing loop"),
    "hearing_loop_mobile": _l("Mobile hearing loop on request"),
    "sign_language": _l("Sign-language interpreter"),
    "speech_to_text": _l("Speech-to-text or subtitles"),
    "easy_danish": _l("Easy Danish"),
    "quiet_space": _l("A quiet place nearby"),
    "calm_light_sound": _l("Soft light and sound"),
    "seats_with_back": _l("Chairs with a back"),
    "wheelchair_place": _l("Room for a wheelchair"),
    "pram_space": _l("Room for a pram"),
    "changing_table": _l("Changing table"),
    "companion_free": _l("Companion free of charge"),
    "assistance_dog": _l("Assistance dogs welcome"),
    "disabled_parking": _l("Disabled parking"),
    "bus_nearby": _l("Bus or train nearby"),
    "come_alone": _l("You can come alone and be met at the door"),
}
"""What can be known about getting in and taking part: yes, no or unknown."""

LANGUAGES_SPOKEN: dict[str, Says] = {
    "da": _l("Danish"),
    "en": _l("English"),
    "de": _l("German"),
    "uk": _l("Ukrainian"),
    "ar": _l("Arabic"),
    "pl": _l("Polish"),
    "ro": _l("Romanian"),
    "tr": _l("Turkish"),
    "fa": _l("Persian"),
    "so": _l("Somali"),
    "ti": _l("Tigrinya"),
    "bs": _l("Bosnian"),
    "ta": _l("Tamil"),
    "vi": _l("Vietnamese"),
    "es": _l("Spanish"),
    "fr": _l("French"),
    "kl": _l("Greenlandic"),
    "fo": _l("Faroese"),
    "dsl": _l("Danish sign language"),
}
"""Languages spoken at an activity."""

COUNT_METHODS: dict[str, Says] = {
    "headcount": _l("Head count"),
    "clicker": _l("Clicker"),
    "checkin": _l("Checked in"),
    "tickets": _l("Torn tickets"),
    "signups": _l("Sign-ups used as the number"),
    "group_leader": _l("Told by teacher or host"),
    "estimate": _l("Estimate"),
    "sensor": _l("Door sensor"),
    "online_peak": _l("Most online at once"),
}
"""How a number came about."""

UMBRELLAS: dict[str, Says] = {
    "house_theme_day": _l("Joint theme day of the house"),
    "municipal_event": _l("Municipal event"),
    "national_campaign": _l("National campaign"),
    "library_festival": _l("The library's own festival"),
}
"""The larger frame an activity belongs to."""

SDGS: dict[str, Says] = {
    "1": _l("No poverty"),
    "2": _l("Enough food for all"),
    "3": _l("A healthy and good life"),
    "4": _l("Good learning all life long"),
    "5": _l("The same chances whatever your sex"),
    "6": _l("Clean water and proper toilets"),
    "7": _l("Energy that lasts"),
    "8": _l("Good jobs and a sound economy"),
    "9": _l("New ideas and good infrastructure"),
    "10": _l("Less difference between people"),
    "11": _l("Towns and villages to live in"),
    "12": _l("Buy and use with care"),
    "13": _l("Act for the climate"),
    "14": _l("Life in sea, fjord and stream"),
    "15": _l("Life in woods and fields"),
    "16": _l("Peace and justice"),
    "17": _l("Together for the goals"),
}
"""The global goals, in our own short words."""

BAND_TREE: dict[str, tuple[str, ...]] = {
    "children": ("0-2", "3-5", "6-9", "10-12"),
    "youth": ("13-17",),
    "adults": ("18-29", "30-64", "65+"),
    "accompanying": ("accompanying",),
}
"""Coarse band -> its leaves. A number may be given at either level (behaviour 2.8)."""

BANDS: dict[str, Says] = {
    "all": _l("Everyone together"),
    "children": _l("Children 0–12"),
    "youth": _l("Young people 13–17"),
    "adults": _l("Adults 18+"),
    **AGE_BANDS,
}
"""Every node of the band tree that a number can be given for. ``all`` says nothing about age."""

CHILD_BANDS: frozenset[str] = frozenset({"children", "youth", "0-2", "3-5", "6-9", "10-12", "13-17"})
"""Nodes whose people are all under 18."""

ORGANISATION_GROUPS: dict[str, str] = {
    "library": "institution",
    "culture_institution": "institution",
    "municipal_unit": "institution",
    "adult_education_association": "association",
    "evening_school": "association",
    "humanitarian_social": "association",
    "local_history": "association",
    "residents_association": "association",
    "choir_music": "association",
    "scouts": "association",
    "esports_club": "association",
    "seniors_association": "association",
    "interest_association": "association",
    "faith_community": "association",
    "volunteer_centre": "association",
    "daycare": "education",
    "school": "education",
    "youth_school": "education",
    "upper_secondary": "education",
    "vocational_school": "education",
    "higher_education": "education",
    "informal_group": "citizens",
    "business": "business",
}
"""Kind -> group: institution, association, citizens, education or business."""

HOUSE_KINDS: frozenset[str] = frozenset({"main_library", "house_common_area", "house_institution"})
"""Place kinds inside Kulturhuset."""

OUTREACH_AUDIENCES: frozenset[str] = frozenset(
    {"newcomers", "danish_learners", "dyslexic_readers", "disability", "young_adults"}
)
"""The proposed list of under-represented groups; the library chooses its own."""

ACCESSIBLE_FACTS: frozenset[str] = frozenset({"step_free", "accessible_toilet", "access_described"})
"""All of these must be ``yes`` before an activity counts as accessible; unknown is not yes."""

CLOSED_KINDS: frozenset[str] = frozenset({"class_visit"})
"""Kinds for one closed group at a time: they count and have their page, but are no public invitation."""

NOT_SUMMED: frozenset[str] = frozenset({"exhibition", "self_directed", "book_bus"})
"""Kinds never added to activities."""
