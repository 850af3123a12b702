SELECT reference.record_usage(1, gen_random_uuid()::text, 'gpt-4o', 100, 50);
