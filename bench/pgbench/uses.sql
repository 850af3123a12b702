\set customer random(1, 1000)
SELECT reference.record_usage(:customer, gen_random_uuid()::text, 'gpt-4o', 100, 50);
