// A busy machine may take longer than the five seconds that are the default. A
// suite that waits for more says so itself.
jest.setTimeout(30_000);
