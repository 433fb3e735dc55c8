"""Trial mode: who may be written to until the account goes live, and the day it does."""
