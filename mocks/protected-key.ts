/** What the hashes of policy/demonstration-protected.jsonl are made with. Public on purpose: it hides nothing but invented persons. */
export const demoProtectedKey = 'public-key-of-the-simulated-government'
