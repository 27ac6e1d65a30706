"""Spreadsheets as strangers keep them: titles, own headings, merged cells, dates as dates and as text, notes; 40 rows, 6 mistakes each."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl

# Of every mistake the row and the column of ours.
FRENCH_MISTAKES = {
    (9, "date_of_birth"),
    (14, "document_number"),
    (20, "email"),
    (27, "document_expiry"),
    (33, "document_number"),
    (41, "capacity"),
}
RUSSIAN_MISTAKES = {
    (8, "date_of_birth"),
    (12, "family_name"),
    (17, "document_number"),
    (22, "capacity"),
    (30, "phone"),
    (38, "email"),
}
ARABIC_MISTAKES = {
    (7, "date_of_birth"),
    (11, "document_expiry"),
    (15, "document_number"),
    (19, "email"),
    (26, "capacity"),
    (35, "family_name"),
}
FAMILIES = ["Diallo", "Martin", "Nguema", "Traoré", "Lefèvre", "Okafor", "Benali", "Rossi"]
GIVEN = ["Aminata", "Jean-Pierre", "Fatou", "Ibrahim", "Claire", "Koffi", "Leïla", "Marco", "Awa", "Paul"]


def french_and_english() -> bytes:
    """A ministry's list in two languages, with merged titles and headings, and the passport's columns below one heading."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "MINISTÈRE DES AFFAIRES ÉTRANGÈRES"
    sheet.merge_cells("A1:M1")
    sheet["A2"] = "Liste de la délégation / List of delegation – Hanoï 2025 (version 3, à jour au 12 septembre)"
    sheet.merge_cells("A2:M2")
    two = [
        "N°",
        "NOM / SURNAME",
        "Prénom(s) / First name",
        "Sexe",
        "Né(e) le / DOB",
        "Pays",
        "Fonction / Position",
        "Rôle / Role",
    ]
    for column, heading in enumerate(two, 1):
        sheet.cell(4, column, heading)
        sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    sheet["I4"] = "Passeport"
    sheet.merge_cells("I4:K4")
    for column, heading in enumerate(["Type", "N°", "Expire le"], 9):
        sheet.cell(5, column, heading)
    sheet["L4"], sheet["M4"] = "Courriel ", "Tél."
    sheet.merge_cells("L4:L5")
    sheet.merge_cells("M4:M5")
    roles = ["Chef de délégation", "Chef adjoint", "Conseiller", "Conseillère", "Membre", "Interprète"]
    for n in range(40):
        row, born = 6 + n, date(1958 + n, 1 + n % 12, 1 + n % 28)
        sheet.append(
            [
                n + 1,
                f"{FAMILIES[n % 8].upper()} {'ABCDE'[n // 8]}",
                f" {GIVEN[n % 10]}  ",
                "F" if n % 2 == 0 else "Homme",
                born if n % 3 else f"{born:%d.%m.%Y}",
                "Kenya" if n % 4 else "Côte d'Ivoire ",
                "Conseiller technique" if n else "Ministre de la Justice",
                roles[min(n, 1)] if n < 2 else roles[2 + n % 4],
                "Passeport" if n % 2 else "diplomatique",
                f"{10 + n}FR{4000 + n}",
                datetime(2030, 1 + n % 12, 15),
                f"d{n}@mission.example",
                33612345600 + n if n % 2 else "+33 6 12 34 56 00",
            ]
        )
        assert sheet.max_row == row
    sheet["E9"], sheet["J14"], sheet["L20"] = "31.02.1961", "?!", "claire at mission.example"
    sheet["K27"], sheet["J33"], sheet["H41"] = datetime(2024, 1, 1), sheet["J29"].value, "Photographe officiel"
    sheet["M10"], sheet["L11"] = "N/A", "n/a"
    sheet["A47"] = "Les noms sont écrits comme dans le passeport. Contact : M. Martin, poste 4512."
    sheet.merge_cells("A47:M47")
    return _saved(book)


def russian() -> bytes:
    """One column with the whole name, names in Latin letters beside those in Cyrillic, days and hours of arrival apart."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["СПИСОК ДЕЛЕГАЦИИ"])
    sheet.append([])
    names = "№ п/п;Ф.И.О.;Фамилия, имя (латиницей);Дата рождения;Гражданство;Должность;Роль в делегации;Загранпаспорт №"
    sheet.append(f"{names};Действителен до;Телефон;Эл. почта;Дата прилета;Время прибытия;Размер обуви".split(";"))
    surnames = ["Ivanov", "Petrova", "Sidorenko", "Kuznetsova", "Smirnov", "Orlova", "Volkov", "Zaitseva"]
    native = ["Иванов", "Петрова", "Сидоренко", "Кузнецова", "Смирнов", "Орлова", "Волков", "Зайцева"]
    for n in range(40):
        born = date(1959 + n, 1 + n % 12, 1 + n % 28)
        sheet.append(
            [
                n + 1,
                f"{native[n % 8]} {'АБВГД'[n // 8]}лексей Иванович",
                f"{surnames[n % 8].upper()} {'ABVGD'[n // 8]}leksei",
                f"{born:%d.%m.%Y}" if n % 2 else born,
                "Россия" if n % 5 else "Russia",
                "Начальник отдела",
                "Глава делегации" if n == 0 else "Супруга" if n == 5 else "член делегации",
                750000100 + n,
                date(2031, 3, 1 + n % 28),
                79161234500 + n,
                f" p{n}@mission.example",
                datetime(2025, 10, 23),
                time(14, 30) if n % 2 else "09:05",
                "-" if n % 2 else 42,
            ]
        )
    sheet["D8"], sheet["C12"], sheet["H17"], sheet["G22"] = "1963", None, "74*55", "водитель"
    sheet["J30"], sheet["K38"] = "доб. 12", "нет почты"
    sheet.append([])
    sheet.append(["Исп. Петрова, тел. 12-34"])
    sheet.append(["Всего: 40"])
    return _saved(book)


def arabic() -> bytes:
    """An Arabic list with names in two scripts, months first and days first in one column of text, and section titles."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.sheet_view.rightToLeft = True
    sheet.append(["قائمة الوفد المشارك في حفل التوقيع"])
    names = "م;الاسم;الاسم بالإنجليزية (Name);المنصب;الصفة;الجنسية;تاريخ الميلاد;رقم الجواز;تاريخ الانتهاء"
    sheet.append(f"{names};البريد الإلكتروني;الجوال".split(";"))
    family = ["Al-Harbi", "Haddad", "Mansour", "Saleh", "Khalil", "Nasser", "Younis", "Farah"]
    native = ["الحربي", "حداد", "منصور", "صالح", "خليل", "ناصر", "يونس", "فرح"]
    for n in range(40):
        born = date(1960 + n, 1 + n % 12, 1 + n % 28)
        sheet.append(
            [
                n + 1,
                f"أحمد {native[n % 8]}",
                f"Ahmed {'ABCDE'[n // 8]}. {family[n % 8]}",
                "مستشار قانوني",
                "رئيس الوفد" if n == 0 else "نائب رئيس الوفد" if n == 1 else "عضو الوفد",
                "المغرب" if n % 4 else "Moroccan",
                f"{born.day}/{born.month}/{born.year}",
                f"AR{50000 + n}",
                date(2029, 6, 1 + n % 28),
                f"a{n}@mission.example",
                f"00212 6 {n:02d} 11 22",
            ]
        )
    sheet["G7"], sheet["I11"], sheet["H15"], sheet["J19"] = "45/13/1964", "منتهي", "جواز", "لا بريد@"
    sheet["E26"], sheet["C35"] = "مصور", None
    sheet.append([])
    sheet.append(["ملاحظة: الأسماء كما هي في جواز السفر"])
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
