/** The page is in English, so that its numbers and dates are too. */
export const LOCALE = /^en\b/i.test(navigator.language) ? navigator.language : "en";
