import { ReactElement, useId } from 'react';
import { Button, Tooltip, TooltipTrigger, VisuallyHidden } from '@backstage/ui';
import styles from './HintedButton.module.css';

/**
 * A button that can say why it does nothing now. It stays focusable, so that
 * the reason is reached by keyboard and told by a screen reader.
 */
export function HintedButton(props: {
  children: string;
  /** What it acts on, where several buttons are called the same. */
  of?: string;
  onPress: () => void;
  /** Why it cannot be used; it can when absent. */
  unavailable?: string;
  icon?: ReactElement;
  variant?: 'primary' | 'secondary' | 'tertiary';
  destructive?: boolean;
  isPending?: boolean;
  size?: 'small' | 'medium';
}) {
  const { children, of, unavailable, icon, onPress, ...rest } = props;
  const id = useId();
  const classes = [
    rest.destructive && rest.variant === 'primary' && styles.danger,
    unavailable && styles.unavailable,
  ].filter(Boolean);
  // The same elements in both cases: a button that becomes usable keeps its
  // focus.
  return (
    <>
      <TooltipTrigger delay={300} isDisabled={!unavailable}>
        <Button
          variant="secondary"
          {...rest}
          iconStart={icon}
          aria-label={of ? `${children}: ${of}` : undefined}
          aria-disabled={unavailable ? true : undefined}
          aria-describedby={unavailable ? id : undefined}
          className={classes.join(' ') || undefined}
          onPress={unavailable ? undefined : onPress}
        >
          {children}
        </Button>
        <Tooltip>{unavailable}</Tooltip>
      </TooltipTrigger>
      <VisuallyHidden id={id}>{unavailable}</VisuallyHidden>
    </>
  );
}
