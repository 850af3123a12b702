\set customer random(1, 1000)
SELECT reference.place_hold(:customer, gen_random_uuid()::text, 'gpt-4o', 100, 100) AS hold \gset
SELECT reference.settle_hold(:hold, 100, 50);
