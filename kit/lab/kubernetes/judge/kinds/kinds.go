// Package v1 holds Kubernetes' own kinds as kinds that are added to a server: the server that judges here has none of its own.
// +groupName=judge.local
package v1

import (
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Deployment struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            apps.DeploymentSpec `json:"spec"`
}

type Service struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            core.ServiceSpec `json:"spec"`
}

type PersistentVolumeClaim struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            core.PersistentVolumeClaimSpec `json:"spec"`
}

type NetworkPolicy struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            networking.NetworkPolicySpec `json:"spec"`
}

type PodDisruptionBudget struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            policy.PodDisruptionBudgetSpec `json:"spec"`
}

type Namespace struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
}

type ServiceAccount struct {
	meta.TypeMeta                `json:",inline"`
	meta.ObjectMeta              `json:"metadata"`
	AutomountServiceAccountToken *bool `json:"automountServiceAccountToken,omitempty"`
}

type ConfigMap struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Data            map[string]string `json:"data"`
}

type Secret struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	StringData      map[string]string `json:"stringData"`
	Type            core.SecretType   `json:"type"`
}

type Role struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Rules           []rbac.PolicyRule `json:"rules"`
}

type RoleBinding struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Subjects        []rbac.Subject `json:"subjects"`
	RoleRef         rbac.RoleRef   `json:"roleRef"`
}
