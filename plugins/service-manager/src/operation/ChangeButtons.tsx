import type {
  Service,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  VisuallyHidden,
} from '@backstage/ui';
import {
  ScaleIcon,
  HistoryIcon,
  MoreIcon,
  PauseIcon,
  PlayIcon,
  RestartIcon,
  RocketIcon,
  SkipIcon,
  StopIcon,
} from '../icons';
import { HintedButton, legible } from '../components';
import { verbs } from './verbs';
import styles from './ChangeButtons.module.css';

const icons: Record<Verb, JSX.Element> = {
  start: <PlayIcon />,
  stop: <StopIcon />,
  restart: <RestartIcon />,
  scale: <ScaleIcon />,
  pause: <PauseIcon />,
  resume: <SkipIcon />,
  rollback: <HistoryIcon />,
  deploy: <RocketIcon />,
};

const labels: Partial<Record<Verb, string>> = {
  pause: 'Pause rollout',
  resume: 'Resume rollout',
  rollback: 'Roll back',
  deploy: 'Deploy image',
};
const label = (verb: Verb) => labels[verb] ?? verbs[verb].imperative;

const inMenu: Verb[] = ['deploy', 'rollback', 'pause', 'resume'];

/** Starting stands in stopping's place while there is something to start. */
function buttonsFor(service: Service): Verb[] {
  const offered = (verb: Verb) =>
    service.verbs.some(offer => offer.verb === verb && offer.available);
  const { state } = service.status;
  if (offered('start') && offered('stop')) {
    return ['restart', 'scale', 'start', 'stop'];
  }
  const start = offered('start') || (!offered('stop') && state === 'stopped');
  return ['restart', 'scale', start ? 'start' : 'stop'];
}

/** What can be done to a service, and for the rest why it cannot. */
export function ChangeButtons(props: {
  service: Service;
  onChange(verb: Verb): void;
}) {
  const { service, onChange } = props;

  function unavailable(verb: Verb): string | undefined {
    const offer = service.verbs.find(({ verb: other }) => other === verb);
    if (offer?.available) return undefined;
    return offer?.why ?? 'This is not offered for the service.';
  }

  return (
    <Flex gap="2" align="center">
      {buttonsFor(service).map(verb => (
        <HintedButton
          key={verb}
          size="small"
          icon={icons[verb]}
          unavailable={unavailable(verb)}
          onPress={() => onChange(verb)}
        >
          {label(verb)}
        </HintedButton>
      ))}
      <MenuTrigger>
        <ButtonIcon
          size="small"
          variant="secondary"
          aria-label="More changes"
          icon={<MoreIcon />}
        />
        <Menu
          placement="bottom end"
          className={legible}
          onAction={key => {
            const verb = key as Verb;
            if (!unavailable(verb)) onChange(verb);
          }}
        >
          {inMenu.map(verb => {
            const why = unavailable(verb);
            return (
              // Not `isDisabled`: the keyboard would skip it and its reason.
              <MenuItem
                key={verb}
                id={verb}
                textValue={label(verb)}
                iconStart={icons[verb]}
                className={why ? styles.item : undefined}
              >
                <span className={why ? styles.unavailable : undefined}>
                  {label(verb)}
                  {why && (
                    <span className={styles.why}>
                      <VisuallyHidden>Not now: </VisuallyHidden>
                      {why}
                    </span>
                  )}
                </span>
              </MenuItem>
            );
          })}
        </Menu>
      </MenuTrigger>
    </Flex>
  );
}
