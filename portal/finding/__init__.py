"""One search over everything citizens read: procedures, tables, news, answers, offices."""
