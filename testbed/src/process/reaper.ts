import { ChildProcess, spawn } from 'node:child_process';

/**
 * Folders the reaper may remove start with this name, and no other folder is removed by it.
 */
export const DATA_FOLDER_PREFIX = 'service-manager-testbed-';

// Reads what to look after from its standard input. When that ends, the process that started everything is gone, however
// it went (also by SIGKILL, where no exit handler runs), and what is still listed is stopped and removed. First by SIGINT,
// so that Postgres can free its shared memory.
const SCRIPT = `
groups=''
folders=''
while IFS= read -r line; do
  value=\${line#* }
  case $line in
    'group '*) groups="$groups $value" ;;
    'ended '*) kept=''; for g in $groups; do [ "$g" = "$value" ] || kept="$kept $g"; done; groups=$kept ;;
    'folder '*) folders="$folders
$value" ;;
    'removed '*) folders=$(printf '%s\\n' "$folders" | grep -vxF -- "$value") ;;
  esac
done
if [ -n "$groups" ]; then
  for g in $groups; do kill -s INT -- "-$g" 2>/dev/null; done
  sleep 0.5
  for g in $groups; do kill -s KILL -- "-$g" 2>/dev/null; done
fi
printf '%s\\n' "$folders" | while IFS= read -r folder; do
  case $folder in
    */${DATA_FOLDER_PREFIX}*) rm -rf -- "$folder" ;;
  esac
done
`;

let reaper: ChildProcess | undefined;

function tell(line: string): void {
  if (!reaper || reaper.exitCode !== null) {
    // Its own group, so that Ctrl-C in the terminal does not stop it before it has done its work.
    reaper = spawn('sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    reaper.on('error', () => {});
    reaper.stdin?.on('error', () => {});
    reaper.unref();
    (reaper.stdin as unknown as { unref?: () => void })?.unref?.();
  }
  reaper.stdin?.write(`${line}\n`);
}

/** From now on the process group ends with this process. */
export function watchGroup(pid: number): void {
  tell(`group ${pid}`);
}

/** The process group has ended by itself or was stopped. */
export function forgetGroup(pid: number): void {
  tell(`ended ${pid}`);
}

/** From now on the folder is removed when this process ends. */
export function watchFolder(path: string): void {
  tell(`folder ${path}`);
}

/** The folder was removed already. */
export function forgetFolder(path: string): void {
  tell(`removed ${path}`);
}
