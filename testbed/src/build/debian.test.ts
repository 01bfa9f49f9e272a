import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  debianAvailable,
  debianBinary,
  DebianPackage,
  unpackDebian,
} from './debian';

const PACKAGE: DebianPackage = {
  name: 'prometheus-alertmanager',
  binaries: { alertmanager: ['prometheus-alertmanager', 'alertmanager'] },
};
const before = { ...process.env };
let folder: string;

async function fakeCommand(name: string, body: string) {
  const path = join(folder, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

/** An `apt-get` that notes each call, and a `dpkg-deb` that unpacks one program. */
async function fakeApt(download = 'touch "$2.deb"') {
  await fakeCommand(
    'apt-get',
    `echo "$@" >> "${folder}/calls"; [ "$1" = download ] || exit 0; ${download}`,
  );
  await fakeCommand(
    'dpkg-deb',
    'mkdir -p "$3/usr/bin"; echo program > "$3/usr/bin/prometheus-alertmanager"',
  );
}

const calls = () =>
  readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debian-test-'));
  await mkdir(join(folder, 'bin'));
  process.env.SERVICE_MANAGER_TESTBED_CACHE = join(folder, 'cache');
  // Only what the shell needs: an installed Alertmanager of this machine must not be found.
  await fakeCommand('touch', 'exec /usr/bin/touch "$@"');
  await fakeCommand('mkdir', 'exec /bin/mkdir "$@"');
  process.env.PATH = join(folder, 'bin');
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...before };
  await rm(folder, { recursive: true, force: true });
});

describe("programs out of Debian's packages", () => {
  it('are unpacked into the cache once, and nothing is installed', async () => {
    await fakeApt();
    expect(debianAvailable('alertmanager', PACKAGE)).toEqual({
      available: false,
      reason: 'alertmanager is missing. Run: yarn testbed build alertmanager',
    });
    await Promise.all([unpackDebian(PACKAGE), unpackDebian(PACKAGE)]);
    expect(calls()).toEqual(['download prometheus-alertmanager']);
    const path = debianBinary(PACKAGE, 'alertmanager');
    expect(path.startsWith(join(folder, 'cache'))).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('program\n');
    expect(debianAvailable('alertmanager', PACKAGE).available).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['prometheus-alertmanager']);
  });

  it('leave nothing behind when the download fails, and apt-get is quoted', async () => {
    await fakeApt('echo "E: no such package" >&2; exit 100');
    await expect(unpackDebian(PACKAGE)).rejects.toThrow(
      'apt-get download ended with code 100: E: no such package',
    );
    expect(
      readdirSync(join(folder, 'cache', 'debian-prometheus-alertmanager')),
    ).toEqual([]);
  });

  it('are those on the PATH where the machine has them, under either name', async () => {
    await fakeCommand('alertmanager', 'true');
    expect(debianAvailable('alertmanager', PACKAGE).available).toBe(true);
    await unpackDebian(PACKAGE);
    expect(existsSync(join(folder, 'cache'))).toBe(false);
    expect(debianBinary(PACKAGE, 'alertmanager')).toBe(
      join(folder, 'bin', 'alertmanager'),
    );
  });

  it('say what to do where there is no apt-get', async () => {
    expect(debianAvailable('alertmanager', PACKAGE).reason).toBe(
      'alertmanager is missing. Install alertmanager so that it is found on the PATH.',
    );
    await expect(unpackDebian(PACKAGE)).rejects.toThrow(
      'there is no apt-get here',
    );
  });
});
