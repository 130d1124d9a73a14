"""What every service does about the law: hears of editions, works under them, answers what follows from them."""
