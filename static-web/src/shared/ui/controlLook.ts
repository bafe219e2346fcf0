/** How every field looks. 16 px on phones, so that they do not zoom in. */
export const controlLook =
  'block w-full rounded-md border border-edge bg-surface px-3 py-1.5 text-base text-ink placeholder:text-muted/80 aria-invalid:border-danger-ink disabled:opacity-60 sm:text-sm'
