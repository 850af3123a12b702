\set customer random(1, 1000)
SELECT reference.balance(:customer);
