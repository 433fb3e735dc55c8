"""Every page and fragment in every state it can be in: how its rows are made and how it is asked for.

A feature's states stand in a file of their own here. `tests/web/test_states.py` plays them all and reads what
came; a page template that no state shows fails there. `tests/browser/test_states.py` shows them to axe.
"""
