"""Lists as ministries and meetings keep them: sections merged over the row, two values in a cell, remarks; 40 rows, 6 mistakes each."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl

# Of every mistake the row and the column of ours.
TOGOLESE_MISTAKES = {
    (14, "date_of_birth"),
    (19, "document_number"),
    (25, "document_expiry"),
    (31, "email"),
    (41, "capacity"),
    (47, "document_number"),
}
EGYPTIAN_MISTAKES = {
    (9, "date_of_birth"),
    (13, "document_expiry"),
    (20, "document_number"),
    (27, "email"),
    (33, "capacity"),
    (40, "family_name"),
}
RUSSIAN_MISTAKES = {
    (6, "date_of_birth"),
    (12, "document_number"),
    (18, "phone"),
    (25, "nationality"),
    (29, "document_expiry"),
    (41, "arrival"),
}
TOGOLESE = """AGBEKO Kossi;Col. TCHALLA Yao;Mme LAWSON Afi Delali;KPODAR Komlan;DOSSEH Akouvi;Dr AMEGAH Edem;MENSAH Kokou Mawuli;\
AYITÉ Essi;BODJONA Pitang;Me GNININVI Ablavi;KPATCHA Essohanam;SODJI Sénam;Gén. NADJOMBÉ Bassirou;TETE-BENISSAN Ama;BARRY Moussa;\
D'ALMEIDA Ayélé;OURO-AKPO Tchagnaou;AKAKPO Kodjo;FOLLY Enyonam;Pr. GBEASSOR Messanvi;LARE Damipi;ADJOVI Yawa;TCHAMDJA Mazalo;\
KOUDJO Kwami;AFANGBEDJI Kossiwa;BIKAGNI Palakiyem;ETSE Kafui;SANVEE Dédé;Cdt BAKALI Hodabalo;WALLA Abra;NOUSSOUKPOE Koffi;ALI Rachidatou;\
HOUNKPATI Mawusi;Lt-Col. BATAWUI Laré;ESSO Tchilalo;GADO Issifou;Mlle PEDANOU Adjo;KLASSOU Yaovi;DJERI Fousséni;ZINSOU Akossiwa"""
EGYPTIAN = """Amb. Hesham Mahmoud EL-SAYED;Dr. Nevine Adel ABDEL-RAHMAN;Gen. Tarek Mostafa HEGAZY;Amr Sherif KAMEL;Dalia Fouad MANSOUR;\
Khaled Ibrahim SALEM;Mona Hassan ZAKI;Sherif Ahmed LOTFY;Yasmine Gamal EID;Ayman Nabil GHALY;Rania Samir BOTROS;Wael Osama FARID;\
Heba Magdy SHARAF;Col. Mohamed Ramadan DARWISH;Nadia Youssef IBRAHIM;Tamer Hany RASHAD;Salma Ashraf NASR;Hossam Eldin FATHY;\
Marwa Refaat GABER;Bassem Wagdy HANNA;Ehab Salah MORSI;Noha Atef SELIM;Karim Essam BADAWY;Engy SOBHY;Maged Lotfy AZIZ;\
Hala Mounir TADROS;Walid Saad ABOU-ZEID;Dina Kamal HELMY;Ashraf Naguib SIDHOM;Shaimaa Tawfik OMRAN;Ramy Adly GERGES;Abeer Fathi NOUR;\
Osama Galal RADWAN;Mai Hatem SHALABY;Mahmoud Reda KANDIL;Lamia Sobhi GAD;Yehia FAWZY;Ghada TAHA;Nader Emad WASFY;Iman Zaki BARAKAT"""
RUSSIAN = """Belov,Andrey;Gromova,Elena;Zhukov,Pavel;Krylova,Natalia;Titov,Mikhail;Sorokina,Irina;Maslov,Denis;Pavlova,Olga;Efimov,Roman;\
Lapina,Daria;Frolov,Igor;Kalinina,Vera;Nikitin,Oleg;Rodina,Anna;Osipov,Kirill;Borisova,Yulia;Tarasov,Artem;Guseva,Maria;Panov,Stepan;\
Larina,Polina;Chernov,Gleb;Mironova,Tatiana;Sizov,Fedor;Klimova,Svetlana;Ignatov,Boris;Vlasova,Ksenia;Demin,Yuri;Yashina,Alla;\
Rybakov,Anton;Kuzmina,Zoya;Sobolev,Lev;Antonova,Nina;Filatov,Egor;Medvedkova,Rita;Gorin,Vadim;Shubina,Inna;Loginov,Timur;\
Vorontsova,Lidia;Sukhov,Maxim;Zueva,Galina"""


def togolese() -> bytes:
    """A list with three sections, the place of birth beside its date, telephone and e-mail in one cell, and observations."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, title in ((1, "RÉPUBLIQUE TOGOLAISE"), (2, "Ministère des Affaires étrangères — Direction du Protocole")):
        sheet.cell(row, 1, title)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=13)
    alone = {1: "N°", 2: "Nom et prénoms / Full name", 3: "Date et lieu de naissance / Date and place of birth"}
    alone |= {4: "Nationalité", 5: "Fonction / Position", 6: "Qualité / Capacity", 12: "Contact", 13: "Observations"}
    for column, heading in alone.items():
        sheet.cell(4, column, heading)
        sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    sheet["G4"], sheet["J4"] = "PASSEPORT / PASSPORT", "ARRIVÉE / ARRIVAL"
    sheet.merge_cells("G4:I4")
    sheet.merge_cells("J4:K4")
    for column, heading in zip("GHIJK", ("Type", "N°", "Expiration", "Date", "Vol / Flight"), strict=True):
        sheet[f"{column}5"] = heading
    towns = ("Lomé", "Kara", "Sokodé", "Aného", "Dapaong (Togo)")
    sections = {0: "A. DÉLÉGATION OFFICIELLE", 8: "B. CONSEILLERS ET EXPERTS", 30: "C. PERSONNEL D’APPUI"}
    roles = ("Délégué", "Conseiller", "Personnel d’appui")
    kinds = ("Passeport diplomatique", "Diplomatique", "Passeport de service", "Passeport ordinaire")
    place = -1
    for n, name in enumerate(TOGOLESE.split(";")):
        if n in sections:
            place += 1
            sheet.append([sections[n]])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=13)
        born = date(1955 + n, 1 + n % 12, 13 + n % 15)
        phone = f"+228 90 {n:02d} 34 {60 - n:02d}"
        sheet.append(
            [
                n + 1,
                name,
                f"{born:%d.%m.%Y} {towns[n % 5]}" if n % 3 else f"{born:%d/%m/%Y} à {towns[n % 5]}",
                "Togolaise" if n % 4 else "TOGOLAIS",
                "Directeur" if n else "Ministre de la Sécurité",
                "Chef de délégation" if n == 0 else roles[place],
                kinds[n % 4],
                f"TG{200100 + n}",
                datetime(2030, 1 + n % 12, 13),
                datetime(2025, 10, 23 + n % 2),
                "ET 928 à 12h35" if n % 2 else "AF 258 / 18:05",
                f"{phone} / d{n}@diplomatie.example" if n % 2 else f"{phone}\nd{n}@diplomatie.example",
                "Végétarien" if n == 3 else "Badge à retirer à l’hôtel" if n % 7 == 0 else None,
            ]
        )
    sheet["C14"], sheet["H19"], sheet["I25"] = "32.05.1962 Lomé", "à compl.", datetime(2024, 3, 1)
    sheet["L31"], sheet["F41"], sheet["H47"] = "+228 90 22 34 38 / sanvee@", "Cuisinier", sheet["H46"].value
    sheet.append([])
    sheet.append(["Arrêtée la présente liste à quarante (40) personnes."])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=13)
    return _saved(book)


def egyptian() -> bytes:
    """A list in Arabic with English names, officers’ titles before them, Arabic figures, and flight, day and hour in one cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.sheet_view.rightToLeft = True
    sheet.append(["جمهورية مصر العربية"])
    sheet.append(["كشف بأسماء أعضاء الوفد المصري / List of the Egyptian delegation"])
    sheet.merge_cells("A1:O1")
    sheet.merge_cells("A2:O2")
    names = "م;اللقب;الاسم بالإنجليزية / Full name;الاسم بالعربية;الوظيفة / Position;الصفة;الجنسية;تاريخ الميلاد"
    names += ";محل الميلاد;نوع الجواز;رقم الجواز;سارى حتى;المحمول;البريد الالكترونى;رحلة الوصول / Arrival;ملاحظات"
    sheet.append(names.split(";"))
    towns = ("القاهرة", "الإسكندرية", "أسيوط", "Cairo")
    kinds = ("دبلوماسي", "جواز سفر دبلوماسي", "مهمة", "عادي")
    for n, name in enumerate(EGYPTIAN.split(";")):
        woman = name.split()[0] in ("Dr.", "Dalia", "Mona", "Yasmine", "Rania", "Heba", "Nadia", "Salma", "Marwa")
        sheet.append(
            [
                n + 1,
                "معالي السيد" if n == 0 else "السيدة" if woman else "السيد",
                name,
                f"اسم {'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'[n % 28]}{'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'[n // 2]}",
                "مستشار",
                "رئيس الوفد" if n == 0 else "عضو الوفد",
                "مصرية" if woman else "مصري",
                datetime(1958 + n, 1 + n % 12, 1 + n % 28)
                if n % 2
                else _arabic(f"{13 + n % 15}/{1 + n % 12}/{1958 + n}"),
                towns[n % 4],
                kinds[n % 4],
                f"A{31000500 + n}",
                datetime(2031, 1 + n % 12, 14),
                _arabic(f"0100 555 {n:04d}") if n % 3 else f"+20 100 555 {n:04d}",
                f"e{n}@mfa.example",
                f"MS {864 + n % 2} - {23 + n % 2}/10/2025 - 14:30",
                "نباتي" if n == 5 else "—" if n % 2 else None,
            ]
        )
    sheet["H9"], sheet["L13"], sheet["K20"] = "30/2/1963", "منتهي", "تحت الإصدار"
    sheet["N27"], sheet["F33"], sheet["C40"] = "e23 mfa.example", "مصور", None
    return _saved(book)


def russian() -> bytes:
    """A secretariat’s CSV in English and Russian, sections in capitals, days of arrival without hours, documents by many names."""
    lines = ["СПИСОК УЧАСТНИКОВ / LIST OF PARTICIPANTS", ""]
    names = "No.;Title / Обращение;Family name / Фамилия;First name / Имя;Sex;Citizenship;Date of birth;Place of birth"
    names += ";Travel document;Document No.;Valid until;Function / Должность;Role in delegation"
    names += ";Tel.;E-mail;Arrival (day, hour, flight);Примечание / Remarks"
    lines.append(names)
    kinds = ("Дипломатический паспорт", "Диппаспорт", "Служебный паспорт", "laissez-passer UN", "Dienstpass")
    for n, name in enumerate(RUSSIAN.split(";")):
        if n == 20:
            lines.append("ЭКСПЕРТЫ / EXPERTS" + ";" * 16)
        family, given = name.split(",")
        day = "23 Oct 2025" if n % 2 else "24.10.2025"
        cells = [
            *(str(n + 1), ("Ms" if n % 4 == 1 else "г-жа") if n % 2 else ("H.E. Mr" if n == 0 else "г-н")),
            *(family, given, "ж" if n % 2 else "муж.", "российское" if n % 3 else "РФ"),
            f"{date(1956 + n, 1 + n % 12, 13 + n % 15):%d %B %Y}",
            *(("Москва", "St. Petersburg", "Казань")[n % 3], kinds[n % 5], f"{51 + n % 9} {7700100 + n}"),
            f"{date(2031, 1 + n % 12, 20):%d.%m.%Y}",
            *("Советник", "Глава делегации" if n == 0 else "Эксперт" if n >= 20 else "Делегат"),
            *(f"+7 916 555-{n:02d}-{n:02d}", f"r{n}@un.example", f"{day} SU 290" if n % 5 else f"{day}, 10:35, SU 290"),
            "прибывает отдельно" if n % 6 == 0 else "",
        ]
        lines.append(";".join(cells))
    mistakes = {6: (6, "13.14.1958"), 12: (9, "№ уточняется"), 18: (13, "доб. 4412"), 25: (5, "Руссия")}
    mistakes |= {29: (10, "20.01.2023"), 41: (15, "вечером")}
    for number, (column, text) in mistakes.items():
        cells = lines[number - 1].split(";")
        cells[column] = text
        lines[number - 1] = ";".join(cells)
    return "\ufeff".encode() + "\r\n".join(lines).encode()


def _arabic(text: str) -> str:
    return text.translate({ord("0") + figure: ord("٠") + figure for figure in range(10)})


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
