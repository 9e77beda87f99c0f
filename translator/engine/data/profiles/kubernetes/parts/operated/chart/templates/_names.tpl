{{- /* Names of objects: lower case, digits and dashes; what else a name has makes it its digest. */ -}}
{{- define "objectName" -}}
{{- $name := . | lower | replace "_" "-" -}}
{{- if and (regexMatch "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" $name) (lt (len $name) 40) -}}
{{- $name -}}
{{- else -}}
{{- sha256sum . | trunc 16 -}}
{{- end -}}
{{- end -}}

{{- /* The name of what belongs to the release: release, kind, name. */ -}}
{{- define "partName" -}}
{{- printf "%s-%s-%s" (index . 0) (index . 1) (include "objectName" (index . 2)) | quote -}}
{{- end -}}

{{- /* Annotations of the object that holds the data. */ -}}
{{- define "annotations" -}}
{{- if or .Values.description .Values.deletionProtection }}
annotations:
  {{- with .Values.description }}
  description: {{ . | quote }}
  {{- end }}
  {{- if .Values.deletionProtection }}
  helm.sh/resource-policy: keep
  {{- end }}
{{- end }}
{{- end -}}

{{- /* Memory that each instance is promised and may use. */ -}}
{{- define "resources" -}}
{{- with .Values.memoryGib }}
resources:
  requests:
    memory: "{{ . }}Gi"
  limits:
    memory: "{{ . }}Gi"
{{- end }}
{{- end -}}
