"""What staff are told on their own Zalo: trouble, texts to look at again, five figures a week."""
