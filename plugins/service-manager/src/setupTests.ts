import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Queries by role are slow on a busy machine, and nothing here waits by the
// clock. A test takes longer than what it waits for, so that it tells what is
// missing.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);
