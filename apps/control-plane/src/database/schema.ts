/** The schema of the control plane's tables. Nothing of ours lies in `public`. */
export const controlPlaneSchema = 'control_plane'
