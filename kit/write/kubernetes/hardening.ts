/** What holds for every pod and container of ours: the strictest of Kubernetes' own standards, and no more than it needs. */

/**
 * Of a pod. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 * @param user `uid:gid`; its volumes belong to the group
 */
export function podSecurity(user: `${number}:${number}`) {
  const [uid, gid] = user.split(":").map(Number);
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: gid,
    fsGroup: gid,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** Of a container. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
} as const;

/** At most one core, a tenth of it while there is none to spare, and never more memory than it asked for. */
export const resources = (memory: string) => ({
  requests: { cpu: "100m", memory },
  limits: { cpu: "1", memory },
});
