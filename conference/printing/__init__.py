"""From data to PDF: Typst sets every word, HarfBuzz measures, zxing makes the codes, pikepdf joins the parts."""
