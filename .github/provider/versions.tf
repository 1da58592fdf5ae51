# Read by Dependabot only, which does not see the version in CDKTF's binding; a test compares the two.
terraform {
  required_providers {
    docker = {
      source  = "kreuzwerker/docker"
      version = "3.6.2"
    }
  }
}
