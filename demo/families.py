"""Families of the demo: persons, situation, needs. All invented, and plainly so; ages are in years that day.

``stage`` says how far the loader takes the case by the methods that users use; ``days`` is how long ago it began.
"""

FAMILIES = [
    # Małkinia Górna: five families with problems of care and upbringing
    {
        "key": "przykladowska", "office": "malkinia", "stage": "realisation", "days": 120,
        "people": [
            ("Barbara", "Przykładowska", "1986-04-12", "main"),
            ("Zdzisław", "Przykładowski", "1983-09-30", "partner"),
            ("Kuba", "Przykładowski", 13, "child"), ("Maja", "Przykładowska", 8, "child"),
            ("Genowefa", "Przykładowska", 71, "significant"),
        ],
        "street": "ul. Wymyślona 101", "phone": "555 100 101", "unit": "family", "source": "family",
        "needs": [
            ("7.9", "2", "Kuba opuszcza lekcje, w domu codzienne kłótnie."),
            ("7.1", "0", "Zaległe rachunki za prąd."),
        ],
        "words": "Chcę, żeby syn znów chodził do szkoły i żebyśmy przestali na siebie krzyczeć.",
        "resources": "Babcia pomaga popołudniami; Maja dobrze się uczy; pan Zdzisław ma stałą pracę.",
        "limits": "Praca zmianowa ojca, brak samochodu.",
        "reason": "Dotychczasowa pomoc jednej instytucji nie zatrzymała opuszczania lekcji; potrzebne są "
                  "szkoła, poradnia i asystent rodziny razem.",
        "working": ["sp_malkinia"], "sharing": ["sp_malkinia", "ppp", "pcpr"],
        "team": [
            ("tomasz", "Terapia psychologiczna dziecka i młodzieży", "accept"),
            ("ewa", "Pedagog i psycholog szkolny", "accept"),
            ("katarzyna", "Poradnictwo rodzinne", "accept"),
        ],
        "plan": {
            "main_goal": "Kuba wraca do szkoły, a my rozmawiamy ze sobą spokojnie.",
            "goals": [
                ("Kuba chodzi na lekcje", "Obecności w dzienniku", "2 dni w tygodniu", "5 dni w tygodniu", [
                    ("ppp", "Terapia psychologiczna dziecka i młodzieży", "tomasz", "raz w tygodniu"),
                    ("sp_malkinia", "Pedagog i psycholog szkolny", "ewa", "raz w tygodniu"),
                ]),
                ("Rodzice ustalają zasady i ich pilnują", "Ocena rodziny w skali 0–10", "3", "7", [
                    ("pcpr", "Poradnictwo rodzinne", "katarzyna", "co dwa tygodnie"),
                ]),
            ],
            "decisions": [
                ("Ustalić z wychowawcą stały telefon w sprawie nieobecności", "ewa", 14),
                ("Przyjść z synem na pierwsze spotkanie w poradni", "family", 10),
                ("Umówić rodziców do poradni PCPR", "anna", -5),
            ],
        },
        "family_view": "Pani Barbara: najtrudniejsze są poranki. Kuba: nie lubię, gdy wszyscy mówią o mnie naraz.",
        "worker_view": "Rodzice chcą zmiany i przychodzą na umówione spotkania; kłopoty nasiliły się po zmianie klasy.",
        "members_view": "Szkoła: Kuba dobrze pracuje w małej grupie. Poradnia: potrzebny stały termin i jedna osoba.",
    },
    {
        "key": "zmyslona", "office": "malkinia", "stage": "inviting", "days": 45,
        "people": [
            ("Wanda", "Zmyślona", "1991-11-02", "main"),
            ("Oskar", "Zmyślony", 6, "child"),
            ("Lena", "Zmyślona", 4, "child"),
        ],
        "street": "ul. Wymyślona 102", "phone": "555 100 102", "unit": "family", "source": "institution",
        "needs": [
            ("7.9", "2", "Trudności z granicami i organizacją dnia."),
            ("7.8", "1", "Samotne wychowywanie dwojga dzieci."),
        ],
        "words": "Sama nie nadążam. Potrzebuję kogoś, kto pokaże, jak to poukładać.",
        "resources": "Dzieci zdrowe, sąsiadka odprowadza je do przedszkola.",
        "limits": "Brak rodziny w pobliżu.",
        "reason": "Matka nie ma zastępstwa, a działania przedszkola, poradni i ośrodka się mijają.",
        "working": ["ppp"], "sharing": ["ppp", "pcpr", "ngo"],
        "team": [
            ("tomasz", "Grupa umiejętności wychowawczych dla rodziców", "accept"),
            ("katarzyna", "Szkoła dla rodziców", None),
            ("zofia", "Sąsiedzka pomoc w opiece", "decline"),
        ],
    },
    {
        "key": "wymyslona", "office": "malkinia", "stage": "recognition", "days": 6,
        "people": [("Halina", "Wymyślona", "1979-02-18", "main"), ("Patryk", "Wymyślony", 15, "child")],
        "street": "ul. Wymyślona 103", "phone": "555 100 103", "unit": "family", "source": "worker",
        "needs": [("7.9", "1", "Syn wraca nocą, nie wiadomo, z kim przebywa.")],
        "words": "Nie wiem już, jak do niego dotrzeć.", "resources": "Patryk gra w piłkę.", "limits": "",
    },
    {
        "key": "fikcyjna", "office": "malkinia", "stage": "withdrawn", "days": 90,
        "people": [
            ("Teodora", "Fikcyjna", "1988-07-07", "main"), ("Bolesław", "Fikcyjny", "1985-01-20", "partner"),
            ("Igor", "Fikcyjny", 10, "child"),
        ],
        "street": "ul. Wymyślona 104", "phone": "555 100 104", "unit": "family", "source": "person",
        "needs": [("7.9", "1", "Spory o wychowanie syna."), ("7.13", "0", "Picie w weekendy.")],
        "words": "Chcemy spróbować, ale bez pośpiechu.", "resources": "Wspólne gospodarstwo, własny dom.",
        "limits": "Mąż niechętny spotkaniom w większym gronie.",
        "reason": "Problemy opieki i uzależnienia wymagają jednoczesnej pracy komisji, poradni i ośrodka.",
        "working": [], "sharing": ["gkrpa_malkinia", "ppp"],
        "team": [
            ("stefan", "Rozmowa motywująca do leczenia", "accept"),
            ("tomasz", "Terapia pedagogiczna", "accept"),
        ],
        "withdrawal": "Rodzina woli na razie rozmawiać tylko z pracownikiem socjalnym.",
    },
    {
        "key": "bajkowska", "office": "malkinia", "stage": "aftercare", "days": 320,
        "people": [("Zuzanna", "Bajkowska", "1990-05-25", "main"), ("Antosia", "Bajkowska", 7, "child")],
        "street": "ul. Wymyślona 105", "phone": "555 100 105", "unit": "family", "source": "person",
        "needs": [("7.9", "2", "Lęk dziecka przed szkołą.")],
        "words": "Żeby Antosia bez płaczu wchodziła do klasy.",
        "resources": "Bliska więź, wytrwałość mamy.",
        "limits": "",
        "reason": "Trudność łączyła szkołę, poradnię i dom; żadna z instytucji sama jej nie rozwiązała.",
        "working": ["sp_malkinia"], "sharing": ["ppp", "sp_malkinia"],
        "team": [
            ("tomasz", "Terapia psychologiczna dziecka i młodzieży", "accept"),
            ("ewa", "Pedagog i psycholog szkolny", "accept"),
        ],
        "plan": {
            "main_goal": "Antosia lubi swoją klasę.",
            "goals": [("Antosia zostaje w szkole cały dzień", "Dni bez wcześniejszego odbioru", "0", "15 z rzędu", [
                ("ppp", "Terapia psychologiczna dziecka i młodzieży", "tomasz", "raz w tygodniu"),
                ("sp_malkinia", "Pedagog i psycholog szkolny", "ewa", "codziennie rano"),
            ])],
            "decisions": [("Przywitać Antosię przed lekcjami", "ewa", 20)],
        },
        "family_view": "Pani Zuzanna: pierwszy tydzień bez łez był w marcu.",
        "worker_view": "Cel osiągnięty, rodzina wie, do kogo się zgłosić.",
        "members_view": "Dziecko ma koleżanki i śmiało mówi.",
    },
    # Nur: five families with unemployment and with problems of care and upbringing
    {
        "key": "probna", "office": "nur", "stage": "plan", "days": 60,
        "people": [
            ("Kazimiera", "Próbna", "1984-03-03", "main"), ("Edmund", "Próbny", "1980-12-11", "partner"),
            ("Filip", "Próbny", 11, "child"), ("Hania", "Próbna", 9, "child"), ("Staś", "Próbny", 5, "child"),
        ],
        "street": "ul. Zmyślona 201", "phone": "555 200 201", "unit": "family", "source": "institution",
        "needs": [
            ("7.4", "2", "Oboje rodzice bez pracy od zamknięcia zakładu."),
            ("7.9", "1", "Dzieci same po szkole."), ("7.1", "0", "Długi w sklepie i za wodę."),
        ],
        "words": "Damy radę, byle jedno z nas miało pracę i ktoś był z dziećmi.",
        "resources": "Pan Edmund ma uprawnienia na wózek widłowy.",
        "limits": "Autobus do miasta dwa razy dziennie.",
        "reason": "Bezrobocie i opieka nad dziećmi blokują się wzajemnie; potrzebny urząd pracy, szkoła i ośrodek.",
        "working": ["pup"], "sharing": ["pup", "pcpr", "sp_nur"],
        "team": [
            ("monika", "Poradnictwo zawodowe", "accept"),
            ("katarzyna", "Poradnictwo rodzinne", "accept"),
        ],
        "plan": {
            "main_goal": "Jedno z rodziców pracuje, a dzieci po szkole są bezpieczne.",
            "goals": [
                ("Pan Edmund wraca do pracy", "Umowa", "brak", "umowa na co najmniej 3 miesiące", [
                    ("pup", "Poradnictwo zawodowe", "monika", "co dwa tygodnie"),
                ]),
                ("Dzieci mają opiekę do 15.45", "Dni w świetlicy", "0", "5 w tygodniu", [
                    ("sp_nur", "Świetlica z dowozem", None, "codziennie"),
                    ("pcpr", "Poradnictwo rodzinne", "katarzyna", "raz w miesiącu"),
                ]),
            ],
            "decisions": [
                ("Przygotować dokumenty do urzędu pracy", "family", 7), ("Umówić doradcę zawodowego", "monika", 5),
                ("Zadzwonić do szkoły w sprawie świetlicy", "olga", 3),
            ],
        },
        "family_view": "Pan Edmund: chcę wrócić do pracy. Pani Kazimiera: boję się zostawić najmłodszego.",
        "worker_view": "Rodzina zgodna, zmęczona; pierwszy krok powinien być mały i szybki.",
        "members_view": "Urząd pracy: są oferty na wózek widłowy, potrzebny dojazd.",
    },
    {
        "key": "umowna", "office": "nur", "stage": "suspended", "days": 150,
        "people": [("Stefania", "Umowna", "1977-08-15", "main"), ("Damian", "Umowny", 16, "child")],
        "street": "ul. Zmyślona 202", "phone": "555 200 202", "unit": "family", "source": "family",
        "needs": [("7.4", "2", "Długa przerwa w pracy."), ("7.6", "1", "Planowany pobyt w sanatorium.")],
        "words": "Najpierw zdrowie, potem praca.",
        "resources": "Dorosła córka pomaga.",
        "limits": "Stan zdrowia.",
        "reason": "Zdrowie, praca i nauka syna muszą być planowane razem.",
        "working": ["pup"], "sharing": ["pup", "pcpr"],
        "team": [("monika", "Pośrednictwo pracy", "accept"), ("katarzyna", "Poradnictwo rodzinne", "accept")],
    },
    {
        "key": "papierowa", "office": "nur", "stage": "team", "days": 35,
        "people": [
            ("Roman", "Papierowy", "1981-06-01", "main"), ("Iza", "Papierowa", "1982-10-09", "partner"),
            ("Wojtek", "Papierowy", 12, "child"),
        ],
        "street": "ul. Zmyślona 203", "phone": "555 200 203", "unit": "family", "source": "person",
        "needs": [("7.4", "2", "Praca tylko dorywcza."), ("7.9", "1", "Wojtek nie odrabia lekcji.")],
        "words": "Chcę mieć pracę na miejscu i wieczory z synem.",
        "resources": "Warsztat stolarski po ojcu.",
        "limits": "Zadłużenie.",
        "reason": "Potrzebna równoczesna pomoc urzędu pracy, stowarzyszenia i kuratora.",
        "working": ["kuratorzy"], "sharing": ["pup", "ngo", "kuratorzy"],
        "team": [
            ("monika", "Dotacja na rozpoczęcie działalności", "accept"),
            ("zofia", "Korepetycje z wolontariuszem", "accept"),
            ("marek", "Nadzór i wsparcie kuratora rodzinnego", "accept"),
        ],
    },
    {
        "key": "hipotetyczna", "office": "nur", "stage": "consent", "days": 20,
        "people": [("Lidia", "Hipotetyczna", "1993-01-28", "main"), ("Nadia", "Hipotetyczna", 3, "child")],
        "street": "ul. Zmyślona 204", "phone": "555 200 204", "unit": "family", "source": "worker",
        "needs": [("7.4", "1", "Bez pracy od urodzenia dziecka."), ("7.8", "0", "Brak żłobka w gminie.")],
        "words": "Poszłabym do pracy, gdyby Nadia miała z kim zostać.",
        "resources": "Wykształcenie, motywacja.",
        "limits": "",
        "reason": "Praca i opieka nad dzieckiem wymagają wspólnego planu kilku instytucji.",
        "working": [], "sharing": ["pup", "ngo"],
    },
    {
        "key": "zastepcza", "office": "nur", "stage": "realisation", "days": 200, "consent_days": 20,
        "people": [
            ("Maria", "Zastępcza-Nieprawdziwa", "1975-09-19", "main"),
            ("Józef", "Nieprawdziwy", "1974-04-23", "partner"),
            ("Ola", "Nieprawdziwa", 14, "child"),
        ],
        "street": "ul. Zmyślona 205", "phone": "555 200 205", "unit": "family", "source": "person",
        "needs": [
            ("7.4", "2", "Pani Maria szuka pracy po latach opieki."),
            ("7.9", "1", "Ola ma zaległości w nauce."),
        ],
        "words": "Chcę zarabiać na swoje i żeby Ola zdała do następnej klasy.",
        "resources": "Gotuje najlepiej we wsi.",
        "limits": "Przerwa w zatrudnieniu 11 lat.",
        "reason": "Długa bierność zawodowa i kłopoty szkolne córki; pojedyncze działania nie przyniosły zmiany.",
        "working": ["pup"], "sharing": ["pup", "ngo", "ppp"],
        "team": [
            ("monika", "Szkolenie zawodowe", "accept"), ("zofia", "Korepetycje z wolontariuszem", "accept"),
            ("tomasz", "Terapia pedagogiczna", "accept"),
        ],
        "plan": {
            "main_goal": "Pani Maria pracuje w kuchni, Ola zdaje do następnej klasy.",
            "goals": [
                ("Pani Maria kończy kurs kucharski", "Zaświadczenie", "brak", "zaświadczenie", [
                    ("pup", "Szkolenie zawodowe", "monika", "kurs 3 miesiące"),
                ]),
                ("Ola nadrabia matematykę i polski", "Oceny na półrocze", "1 i 2", "co najmniej 3", [
                    ("ngo", "Korepetycje z wolontariuszem", "zofia", "raz w tygodniu"),
                    ("ppp", "Terapia pedagogiczna", "tomasz", "raz w tygodniu"),
                ]),
            ],
            "decisions": [
                ("Zapisać panią Marię na kurs", "monika", -12),
                ("Znaleźć wolontariusza od matematyki", "zofia", 9),
                ("Przynieść świadectwo Oli do poradni", "family", 4),
            ],
        },
        "family_view": "Pani Maria: boję się egzaminu, ale gotować umiem. Ola: chcę, żeby ktoś tłumaczył powoli.",
        "worker_view": "Rodzina trzyma się ustaleń; warto zacząć od kursu, bo są wolne miejsca.",
        "members_view": "Urząd pracy: kurs rusza w przyszłym miesiącu. Poradnia: Ola potrzebuje krótkich zadań.",
    },
    # Będzin, the urban variant
    {
        "key": "zwyczajna", "office": "bedzin", "stage": "realisation", "days": 140,
        "people": [("Grażyna", "Zwyczajna-Zmyślona", "1982-06-21", "main"), ("Igor", "Zmyślony", 10, "child")],
        "street": "ul. Wymyślona 303", "phone": "555 300 303", "unit": "family", "source": "family",
        "needs": [("7.3", "2", "Wypowiedziany najem."), ("7.4", "1", "Praca dorywcza.")],
        "words": "Chcemy mieszkać razem i nie bać się końca miesiąca.",
        "resources": "Pani Grażyna szyje na zamówienie; Igor dobrze się uczy.",
        "limits": "Zaległości w czynszu.",
        "reason": "Mieszkanie i stała praca muszą przyjść razem; potrzebne stowarzyszenie i urząd pracy.",
        "working": ["b_ngo"], "sharing": ["b_ngo", "b_pup"],
        "team": [
            ("b_rafal", "Mieszkania wspomagane dla wychodzących z bezdomności", "accept"),
            ("b_dawid", "Doradca do współpracy z MOPS", "accept"),
        ],
        "plan": {
            "main_goal": "Mamy swoje mieszkanie i jedną stałą pensję.",
            "goals": [
                ("Umowa najmu na rok", "Umowa", "brak", "umowa na 12 miesięcy", [
                    ("b_ngo", "Mieszkania wspomagane dla wychodzących z bezdomności", "b_rafal", "pobyt do 6 miesięcy"),
                ]),
                ("Stała praca pani Grażyny", "Umowa o pracę", "zlecenia", "umowa na co najmniej pół roku", [
                    ("b_pup", "Doradca do współpracy z MOPS", "b_dawid", "co dwa tygodnie"),
                ]),
            ],
            "decisions": [
                ("Złożyć wniosek o mieszkanie wspomagane", "family", 7), ("Umówić rozmowę w szwalni", "b_dawid", 10),
            ],
        },
        "family_view": "Pani Grażyna: najgorsza jest niepewność. Igor: nie chcę znowu zmieniać szkoły.",
        "worker_view": "Rodzina dotrzymuje ustaleń, spłaca zaległości w ratach.",
        "members_view": "Stowarzyszenie: mieszkanie wolne od przyszłego miesiąca.",
    },
    {
        "key": "nieistniejacy", "office": "bedzin", "stage": "team", "days": 30,
        "people": [("Ryszard", "Nieistniejący", "1968-10-05", "main")],
        "street": "", "phone": "", "unit": "person", "source": "institution",
        "needs": [("7.3", "2", "Nocuje w ogrzewalni."), ("7.4", "1", "Bez pracy od dwóch lat.")],
        "words": "Chcę mieć swoje drzwi i klucz.",
        "resources": "Zawód murarza.",
        "limits": "Zerwane więzi z rodziną.",
        "reason": "Wychodzenie z bezdomności wymaga mieszkania, pracy i wsparcia stowarzyszenia jednocześnie.",
        "working": ["b_ngo"], "sharing": ["b_ngo", "b_pup"],
        "team": [
            ("b_rafal", "Mieszkania wspomagane dla wychodzących z bezdomności", "accept"),
            ("b_dawid", "Doradca do współpracy z MOPS", "accept"),
        ],
    },
    {
        "key": "testowa", "office": "bedzin", "stage": "qualified", "days": 15,
        "people": [
            ("Krystyna", "Testowa", "1989-02-14", "main"),
            ("Adaś", "Testowy", 9, "child"),
            ("Ala", "Testowa", 5, "child"),
        ],
        "street": "ul. Wymyślona 301", "phone": "555 300 301", "unit": "family", "source": "person",
        "needs": [
            ("7.7", "2", "Wyprowadziła się z dziećmi."),
            ("7.9", "1", "Adaś moczy się w nocy."),
            ("7.1", "0", ""),
        ],
        "words": "Chcemy spokoju i własnego kąta.",
        "resources": "Praca na pół etatu.",
        "limits": "Mieszka u znajomej.",
        "reason": "Bezpieczeństwo, mieszkanie i terapia dziecka w jednym planie.",
        "working": [], "sharing": [],
    },
    {
        "key": "makietowa", "office": "bedzin", "stage": "recognition", "days": 2,
        "people": [("Zenobia", "Makietowa", "1947-07-30", "main")],
        "street": "ul. Wymyślona 302", "phone": "555 300 302", "unit": "person", "source": "institution",
        "needs": [("7.6", "1", "Trudności z poruszaniem się."), ("7.5", "0", "")],
        "words": "Najgorsza jest cisza w domu.",
        "resources": "Sąsiadka zagląda codziennie.",
        "limits": "Czwarte piętro bez windy.",
    },
]
