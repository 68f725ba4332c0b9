"""Places whose names differ between Ukrainian and English by more than spelling, or are too short to be told otherwise.

A line: what the place is called here, how many letters may follow the beginning of its name, and these beginnings.
"""

from __future__ import annotations

_TABLE = """
riga 2 риг ризі riga|oulu 2 оулу oulu|espoo 3 еспоо espoo|lille 2 лілл lille|lyon 3 ліон lyon|sofia 2 софі sofia
ghent 2 гент ghent gent|munich 2 мюнхен munich|vienna 3 відн відень vienna|nuremberg 2 нюрнберг nuremberg nurnberg
brussels 3 брюссел brussels|prague 2 праг празі prague|cologne 3 кельн cologne|athens 3 афін athens|rome 2 рим rome
naples 3 неапол naples|hague 2 гааг гааз hague|antwerp 3 антверпен antwerp|bologna 3 болон bologna
geneva 3 женев geneva|wroclaw 3 вроцлав wrocław wroclaw|lodz 3 лодз łódź lodz|gothenburg 3 гетеборг gothenburg
utrecht 3 утрехт utrecht|bucharest 3 бухарест bucharest|oslo 2 осло oslo|london 3 лондон london
paris 3 париж paris|warsaw 3 варшав warsaw|gdansk 3 гданськ гданськ gdansk gdańsk|turku 2 турку turku
zaragoza 2 сарагос zaragoza saragossa|florence 3 флоренц florence|leeds 3 лідс leeds|berlin 3 берлін berlin
madrid 3 мадрид madrid|poznan 3 познан poznan|brno 3 брно brno|vilnius 3 вільнюс vilnius
tallinn 3 таллінн таллін tallinn
helsinki 2 гельсінк helsinki|stockholm 3 стокгольм stockholm|rotterdam 3 роттердам rotterdam
eindhoven 3 ейндговен eindhoven|hanover 3 ганновер hanover hannover|frankfurt 3 франкфурт frankfurt
birmingham 3 бірмінгем birmingham|zagreb 3 загреб zagreb|barcelona 3 барселон barcelona|milan 3 мілан milan
turin 3 турин turin|lisbon 3 лісабон lisbon|porto 2 порту porto|copenhagen 3 копенгаген copenhagen
amsterdam 3 амстердам amsterdam|budapest 3 будапешт budapest|krakow 3 краків краков krakow kraków cracow
lublin 3 люблін lublin|leipzig 3 лейпциг leipzig|hamburg 3 гамбург hamburg|dublin 3 дублін dublin
strasbourg 3 страсбург strasbourg|tampere 2 тампере tampere|bratislava 3 братислав bratislava
tbilisi 2 тбіліс tbilisi|kutaisi 2 кутаїс kutaisi|daugavpils 3 даугавпілс daugavpils|kaunas 3 каунас kaunas
"""
_UKRAINE = """
kharkiv 3 харків харков kharkiv kharkov|kyiv 3 київ києв києв kyiv kiev|lviv 3 львів львов lviv
odesa 3 одес odesa odessa
dnipro 3 дніпр dnipro|zaporizhzhia 3 запоріжж zaporizhzhia|mykolaiv 3 миколаїв миколаєв mykolaiv
kherson 3 херсон kherson|poltava 3 полтав poltava|sumy 1 суми сумах сумам sumy|chernihiv 3 чернігів чернігов chernihiv
vinnytsia 3 вінниц vinnytsia|zhytomyr 3 житомир zhytomyr|rivne 3 рівне рівному rivne|lutsk 3 луцьк lutsk
ternopil 3 тернопіл тернопол ternopil|uzhhorod 3 ужгород uzhhorod|chernivtsi 3 чернівц chernivtsi
khmelnytskyi 3 хмельницьк khmelnytskyi|kropyvnytskyi 3 кропивницьк kropyvnytskyi|cherkasy 3 черкас cherkasy
mariupol 3 маріупол mariupol|bucha 2 буча бучі bucha|irpin 3 ірпін irpin
"""
_COMMON_WORDS = """
ukraine 4 україн укра ukrain ukraine|europe 5 європ europe europ|eurocities 3 eurocities євросіт
telegram 3 telegram телеграм|facebook 3 facebook фейсбук|russia 4 росі russia|monday 3 monday|tuesday 3 tuesday
january 3 january|february 3 february|march 0 march|april 0 april|may 0 may|june 0 june|july 0 july|august 0 august
september 0 september|october 0 october|november 0 november|december 0 december|wednesday 3 wednesday
thursday 3 thursday|friday 3 friday|saturday 3 saturday|sunday 3 sunday|mayor 2 mayor|council 3 council
city 2 city cities
"""


def _read(table: str) -> dict[str, tuple[str, int]]:
    found = {}
    for line in table.replace("\n", "|").split("|"):
        if line.strip():
            name, room, *beginnings = line.split()
            found.update({beginning: (name, int(room)) for beginning in beginnings})
    return found


PLACES = _read(_TABLE) | _read(_UKRAINE) | _read(_COMMON_WORDS)
"""By the beginning of its name, in small letters: what a place is called here, and how many letters may follow."""
UKRAINIAN = frozenset(f"={name}" for name, _ in _read(_UKRAINE).values())
COMMON = frozenset(f"={name}" for name, _ in _read(_COMMON_WORDS).values()) | {"=kharkiv"}
"""In so many entries that they tell nothing: Visnyk gathers the news of Kharkiv."""
