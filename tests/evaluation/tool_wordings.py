# Wordings of the questionnaires, row by row: number, wording, type of the answer.
TOOLS = {
    "1A": [
        ("1", (
            "Jaką ofertę stałą prowadzi instytucja? (zajęcia artystyczne, edukacyjne, "
            "klubowe, czytelnicze, wydarzenia, wypożyczalnia sprzętu, inne)"
        ), "W + T"),
        ("2", (
            "Do jakich grup kierowana jest oferta? (dzieci 0–6, 7–12, młodzież, dorośli, "
            "seniorzy, osoby z niepełnosprawnościami, rodziny, cudzoziemcy)"
        ), "W"),
        ("3", "Jaka część oferty jest bezpłatna? (żadna, do 25%, 26–50%, 51–75%, ponad 75%, całość)", "J"),
        ("4", (
            "Czy istnieją ulgi lub zwolnienia dla osób korzystających z pomocy społecznej? "
            "Jakie?"
        ), "TN + T"),
        ("5", "Ile osób tygodniowo korzysta z oferty i ile wolnych miejsc pozostaje?", "L, L"),
        ("6", (
            "Jakimi pomieszczeniami i sprzętem możecie się podzielić z partnerami? (sala, "
            "pracownia, kuchnia, sprzęt audio, komputer, transport)"
        ), "W + T"),
        ("7", (
            "Czy obiekt jest dostępny architektonicznie / informacyjnie (podjazd, winda, "
            "pętla, PJM)?"
        ), "W"),
        ("8", (
            "Jacy specjaliści pracują w instytucji (animator, instruktor, arteterapeuta, "
            "bibliotekarz, inni – liczba)?"
        ), "M"),
        ("9", "Czy prowadzicie wolontariat lub grupy samopomocowe?", "TN + T"),
        ("10", (
            "Czy współpracowaliście dotąd z OPS? (nigdy, sporadycznie, regularnie, na "
            "podstawie porozumienia)"
        ), "J"),
        ("11", "W jakich sprawach współpraca byłaby przydatna osobom i rodzinom?", "T"),
        ("12", (
            "Co utrudnia współpracę (brak czasu, kadry, środków, informacji, podstaw "
            "prawnych, inne)?"
        ), "W + T"),
        ("13", "Gotowość udziału w PZK", "S5"),
        ("14", "Osoba do kontaktu w sprawie PZK", "T"),
    ],
    "1B": [
        ("1", (
            "Jakie usługi i instrumenty oferujecie? (pośrednictwo, poradnictwo zawodowe, "
            "szkolenia, staże, prace interwencyjne/roboty publiczne, prace społecznie "
            "użyteczne, dotacje, reintegracja, zatrudnienie wspierane, inne)"
        ), "W + T"),
        ("2", (
            "Dla jakich grup? (bezrobotni długotrwale, do 30 r.ż., 50+, bez kwalifikacji, z "
            "niepełnosprawnością, opiekunowie, po zakładzie karnym, cudzoziemcy, bierni "
            "zawodowo)"
        ), "W"),
        ("3", "Warunki skorzystania (rejestracja w PUP, skierowanie, orzeczenie, wiek, inne)", "W + T"),
        ("4", "Liczba miejsc rocznie / obecnie wolnych w każdej usłudze", "M"),
        ("5", "Średni czas oczekiwania (dni)", "L"),
        ("6", "Czy jest doradca wyznaczony do osób korzystających z pomocy społecznej?", "TN + T"),
        ("7", (
            "Czy realizujecie wspólne programy z OPS (np. Program Aktywizacja i Integracja, "
            "kontrakt socjalny na skierowanie PUP)?"
        ), "TN + T"),
        ("8", "Jakie informacje i w jakim trybie możecie przekazywać OPS?", "T"),
        ("9", "Jak oceniacie dotychczasową współpracę z OPS?", "S5"),
        ("10", (
            "Główne bariery zatrudnienia wspólnych klientów (zdrowie, opieka, dojazd, "
            "długi, motywacja, kwalifikacje, uzależnienie, karalność)"
        ), "W"),
        ("11", "Główne bariery współpracy instytucji", "W + T"),
        ("12", "Jakie zasoby (sala, szkolenia kadry, analizy rynku) możecie udostępnić PZK?", "T"),
        ("13", "Gotowość delegowania pracownika do ZZK", "S5"),
        ("14", "Osoba do kontaktu", "T"),
    ],
    "2": [
        ("1", (
            "Z którymi organizacjami współpracuję i jak często? (nigdy / kilka razy w roku "
            "/ co miesiąc / co tydzień / codziennie)"
        ), "M organizacje × J"),
        ("2", "W jakiej formie? (telefon, e-mail, pismo, spotkanie, wspólna wizyta, zespół)", "M × W"),
        ("3", "Jakość współpracy z każdą organizacją", "M × S5"),
        ("4", "Wiem, kto w danej organizacji zajmuje się moją sprawą", "S5"),
        ("5", "Znam zakres usług i warunki przyjęcia w tych organizacjach", "S5"),
        ("6", "Otrzymuję informacje zwrotne w rozsądnym czasie", "S5"),
        ("7", "Podział zadań wobec wspólnej rodziny jest jasny", "S5"),
        ("8", (
            "Współpraca opiera się głównie na: kontaktach nieformalnych / porozumieniach / "
            "przepisach / obu"
        ), "J"),
        ("9", (
            "Jak często działania różnych organizacji wobec tej samej rodziny się dublują "
            "lub są sprzeczne?"
        ), "S5"),
        ("10", "Wsparcie przełożonego we współpracy", "S5"),
        ("11", "Mam czas na spotkania zespołowe", "S5"),
        ("12", (
            "Najważniejsze trudności (przepływ informacji, RODO, brak kadry, zmiany osób, "
            "brak uprawnień, różne cele, inne) – maks. 3"
        ), "W + T"),
        ("13", "Oczekiwania wobec PZK", "T"),
        ("14", "Dobra praktyka współpracy, którą warto powielić (opis)", "T"),
        ("15", "Z kim chciał(a)by Pan/Pani zacząć lub poprawić współpracę?", "T"),
    ],
    "3": [
        ("1", (
            "Częstotliwość współpracy z sektorami: edukacja i wychowanie; zdrowie; praca; "
            "kultura; sport i rekreacja; sąd i kuratela; policja; NGO; kościoły; biznes; "
            "mieszkalnictwo"
        ), "M × J (nigdy…codziennie)"),
        ("2", "Jakość współpracy z sektorem", "M × S5"),
        ("3", "Kto zwykle inicjuje kontakt (my / oni / po równo / rodzina)", "M × J"),
        ("4", "Formalna podstawa współpracy (przepis, porozumienie, brak)", "M × J"),
        ("5", "Rozumiem procedury i ograniczenia prawne partnerów", "S5"),
        ("6", "Partnerzy rozumieją zadania pracownika socjalnego", "S5"),
        ("7", "Ufam, że partner wykona uzgodnione działanie", "S5"),
        ("8", "Wymiana informacji jest wystarczająca i bezpieczna", "S5"),
        ("9", "Wspólnie ustalamy cele z rodziną", "S5"),
        ("10", "Odmowy współpracy zdarzają się (nigdy…bardzo często); najczęstszy powód", "J + T"),
        ("11", "Współpraca przynosi rodzinom widoczną zmianę", "S5"),
        ("12", "Współpraca odciąża mnie w pracy", "S5"),
        ("13", "Których usług brakuje w gminie?", "T"),
        ("14", "Trzy najważniejsze bariery (słownik barier)", "W"),
        ("15", "Co należałoby zmienić?", "T"),
    ],
    "6": [
        ("1–4", (
            "Częstotliwość, jakość, inicjator, podstawa współpracy z: OPS, PCPR, "
            "pozostałymi sektorami"
        ), "M"),
        ("5", "Wiem, do kogo w OPS zwrócić się w sprawie rodziny", "S5"),
        ("6", "Znam lokalny koszyk usług i umiem z niego korzystać", "S5"),
        ("7", "Kierownictwo poinformowało mnie o PZK, koszyku i zasadach dostępu (K3D-215)", "TN"),
        ("8", "Moja instytucja daje mi czas na udział w ZZK", "S5"),
        ("9", "Ufam, że partnerzy wykonają uzgodnienia", "S5"),
        ("10", "Wymiana informacji jest wystarczająca i bezpieczna", "S5"),
        ("11", "Udział w PZK/ZZK poszerzył moje kompetencje", "S5"),
        ("12", "Współpraca przynosi rodzinom widoczną zmianę", "S5"),
        ("13", "Czego moja instytucja oczekuje od lidera (OPS)?", "T"),
        ("14", "Trzy najważniejsze bariery", "W"),
        ("15", "Propozycje zmian, szkoleń, superwizji", "T"),
    ],
    "13": [
        ("1", "Na ile działania PZK odpowiadają potrzebom osób i rodzin w gminie?", "S5"),
        ("2", "Czy w PZK są wszystkie potrzebne sektory? Kogo brakuje?", "TN + T"),
        ("3", "W jakim stopniu współpraca instytucji została zawiązana i jest koordynowana?", "S5"),
        ("4", "Jak oceniana jest rola OPS jako lidera i pracownika ds. sieci?", "S5 + T"),
        ("5", (
            "Czy PZK tworzy warunki do inicjowania i działania ZZK (czas, delegowanie, "
            "dostęp do usług)?"
        ), "S5"),
        ("6", "Czy lokalny koszyk usług jest kompletny, aktualny i używany?", "S5 ×3"),
        ("7", "Jak wzrosła wiedza członków PZK i ZZK?", "S5"),
        ("8", "Czy poprawiła się jakość i skuteczność wsparcia osób i rodzin? Po czym to widać?", "S5 + T"),
        ("9", "Czy nakład czasu i środków jest współmierny do rezultatów?", "S5"),
        ("10", "Jak działa przepływ informacji i dotrzymywanie ustaleń?", "S5"),
        ("11", "Jakie problemy/konflikty wystąpiły i jak zostały rozwiązane?", "L + T"),
        ("12", (
            "Jakie korzyści odniosły: rodziny, pracownicy, instytucje, społeczność? "
            "(słownik korzyści)"
        ), "W"),
        ("13", "Stopień realizacji planu rocznego i przyczyny odchyleń", "% + T"),
        ("14", "Czy PZK będzie działać bez wsparcia zewnętrznego? Czego potrzebuje?", "S5 + T"),
        ("15", "Co zmienić w składzie, regulaminie, koszyku, ZZK?", "T"),
    ],
    "16A": [
        ("1", (
            "Czy brał(a) Pan/Pani udział w pracy zespołu wieloprofesjonalnego? (nie; "
            "ZI/GDP; zespół oceny dziecka; inny)"
        ), "W"),
        ("2", "Ocena dotychczasowych doświadczeń współpracy z innymi instytucjami", "S5"),
        ("3", "Znam cele i zasady ZZK", "S5"),
        ("4", "Znam kompetencje instytucji, z którymi będę pracować", "S5"),
        ("5", "Rozumiem swoją rolę w ZZK", "S5"),
        ("6", "Mam zgodę i czas od przełożonego", "S5"),
        ("7", (
            "Czego oczekuję od ZZK? (lepsza informacja, podział zadań, wsparcie, nowe "
            "usługi, inne)"
        ), "W + T"),
        ("8", (
            "Czego się obawiam? (czas, odpowiedzialność, tajemnica zawodowa, konflikt, opór "
            "rodziny, inne)"
        ), "W + T"),
        ("9", (
            "Jakiego wsparcia potrzebuję (szkolenie, superwizja, wzory dokumentów, "
            "konsultacja prawna)"
        ), "W"),
        ("10", "Jakie są mocne strony, które wnoszę?", "T"),
    ],
    "16B": [
        ("1", "Cele pracy z rodziną są jasne i wspólne", "S5"),
        ("2", "Podział zadań jest jasny i dotrzymywany", "S5"),
        ("3", "Przepływ informacji między spotkaniami", "S5"),
        ("4", "Rodzina ma rzeczywisty wpływ na ustalenia", "S5"),
        ("5", "Skład ZZK jest właściwy; kogo brakuje / kto zbędny", "S5 + T"),
        ("6", "Koordynacja przez pracownika socjalnego", "S5"),
        ("7", "Wsparcie pracownika ds. sieci i PZK", "S5"),
        ("8", "Dostępność usług z koszyka", "S5"),
        ("9", "Obciążenie czasowe (godz./mies.) i jego akceptowalność", "L + S5"),
        ("10", "Co poprawić przed następnym spotkaniem?", "T"),
    ],
    "16C": [
        ("1", "Najbardziej wartościowe aspekty współpracy", "T"),
        ("2", "Słabe strony współpracy w ramach ZZK", "T"),
        ("3", "Sugestie dotyczące ZZK", "T"),
        ("4", "Ogólna ocena współpracy", "S5"),
        ("5", "Cele ZZK zostały osiągnięte", "S5"),
        ("6", "Skuteczność współdziałania członków ZZK", "S5"),
        ("7", "Wsparcie członków PZK (instytucji delegujących) dla ZZK", "S5"),
        ("8", "Skuteczność zaproponowanych usług", "S5"),
        ("9", "Aktywny udział i podmiotowość rodziny w pracach", "S5"),
        ("10", "Czego zabrakło?", "T"),
        ("11", "Moje oczekiwania z początku spełniły się (porównanie z 16A)", "S5"),
        ("12", "Nabyte kompetencje / nowe kontakty", "W + T"),
        ("13", "Czy chciał(a)by Pan/Pani ponownie pracować w ZZK?", "TN"),
    ],
    "16S": [
        ("1", "Najbardziej wartościowe aspekty współpracy", "T"),
        ("2", "Słabe strony współpracy w ramach ZZK", "T"),
        ("3", "Sugestie dotyczące ZZK", "T"),
    ],
    "FAM": [
        ("1", "Co zmieniło się w naszej rodzinie?", "T"),
        ("2", "Na ile problemy z początku zostały rozwiązane?", "S5"),
        ("3", "Czy cele były moje?", "S5"),
        ("4", "Czy czułem/am się wysłuchany/a?", "S5"),
        ("5", "Które usługi najbardziej pomogły?", "W z koszyka"),
        ("6", "Ufam instytucjom bardziej niż przedtem", "S5"),
        ("7", "Czego jeszcze potrzebuję i od kogo?", "T"),
        ("8", "Czy polecił(a)bym taką pracę innym?", "TN"),
    ],
}
